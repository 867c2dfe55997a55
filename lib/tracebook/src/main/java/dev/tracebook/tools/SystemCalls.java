package dev.tracebook.tools;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The names of system calls by number, from a file for each architecture. */
final class SystemCalls {
  private static final class Here {
    static final Map<Integer, String> NAMES =
        read(System.getProperty("os.arch", "").equals("aarch64") ? "aarch64" : "x86_64");
  }

  private SystemCalls() {}

  static Map<Integer, String> read(String architecture) {
    String file = "syscalls-" + architecture + ".txt";
    try (InputStream in =
        Objects.requireNonNull(SystemCalls.class.getResourceAsStream(file), file)) {
      Map<Integer, String> names = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 2))
          .forEach(parts -> names.put(Integer.parseInt(parts[0]), parts[1]));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name; {@code syscall_500} for a number that is newer than the file. */
  static String name(long number) {
    return Here.NAMES.getOrDefault((int) number, "syscall_" + number);
  }

  static int number(String name) {
    return Here.NAMES.entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "there is no system call \"" + name + "\"",
                    Nearest.hint(name, Here.NAMES.values()),
                    "name one of man 2 syscalls, without sys_",
                    "man 2 syscalls"));
  }
}
