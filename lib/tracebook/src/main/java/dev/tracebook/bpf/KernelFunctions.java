package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.Glob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The functions of the running kernel by name, from /proc/kallsyms. */
final class KernelFunctions {
  private static final List<String> SYSTEM_CALL_PREFIXES =
      List.of("__x64_sys_", "__arm64_sys_", "__se_sys_", "sys_");

  private KernelFunctions() {}

  private static final class Loaded {
    static final Set<String> NAMES = read();

    private static Set<String> read() {
      Set<String> names = new TreeSet<>();
      try (var lines = Files.lines(Path.of("/proc/kallsyms"))) {
        lines.forEach(
            line -> {
              String[] parts = line.split("[ \t]", 4);
              if (parts.length >= 3 && "tT".contains(parts[1])) {
                names.add(parts[2]);
              }
            });
      } catch (IOException e) {
        return Set.of();
      }
      return names;
    }
  }

  static Set<String> all() {
    return Loaded.NAMES;
  }

  /** Gives {@code sys_openat} the name that this kernel has for it, as BCC does. */
  static String systemCall(String name) {
    for (String prefix : SYSTEM_CALL_PREFIXES) {
      if (name.startsWith(prefix)) {
        String bare = name.substring(prefix.length());
        return SYSTEM_CALL_PREFIXES.stream()
            .map(each -> each + bare)
            .filter(all()::contains)
            .findFirst()
            .orElse(name);
      }
    }
    return name;
  }

  /** The functions that a name or a glob means. */
  static List<String> matching(String pattern) {
    if (!Glob.isGlob(pattern)) {
      return List.of(systemCall(pattern));
    }
    List<String> found = all().stream().filter(Glob.of(pattern)).toList();
    if (found.isEmpty()) {
      throw new UnknownNameException(
          "no kernel function matches \"" + pattern + "\"",
          Nearest.hint(pattern.replace("*", ""), all()),
          "look in /proc/kallsyms",
          "man 5 proc");
    }
    return found;
  }
}
