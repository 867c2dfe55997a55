package dev.tracebook.bpf;

import dev.tracebook.error.UnsupportedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The machine's CPUs, after Documentation/admin-guide/cputopology.rst. */
final class Cpus {
  private static final Path FOLDER = Path.of("/sys/devices/system/cpu");

  private Cpus() {}

  /** Those that run now; a CPU may be switched off while others go on. */
  static List<Integer> online() {
    return read("online");
  }

  /** How many values a per-CPU map has for a key. */
  static int possible() {
    return read("possible").stream().mapToInt(Integer::intValue).max().orElse(0) + 1;
  }

  private static List<Integer> read(String file) {
    try {
      return parse(Files.readString(FOLDER.resolve(file)));
    } catch (IOException e) {
      throw new UnsupportedException(
          "cannot tell which CPUs there are",
          FOLDER.resolve(file) + " cannot be read: " + e.getMessage(),
          "mount sysfs on /sys",
          "https://docs.kernel.org/admin-guide/cputopology.html");
    }
  }

  /** Reads a list such as {@code 0-3,8}. */
  static List<Integer> parse(String list) {
    return Stream.of(list.strip().split(",", -1))
        .flatMapToInt(
            range -> {
              String[] ends = range.split("-", 2);
              int from = Integer.parseInt(ends[0]);
              return IntStream.rangeClosed(
                  from, ends.length == 1 ? from : Integer.parseInt(ends[1]));
            })
        .boxed()
        .toList();
  }
}
