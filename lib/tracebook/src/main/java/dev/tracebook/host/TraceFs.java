package dev.tracebook.host;

import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnsupportedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the kernel's tracing file system is mounted. */
final class TraceFs {
  private static final List<Path> USUAL =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

  private TraceFs() {}

  /** The mount, or null where there is none that this process can look into. */
  static @Nullable Path root() {
    List<Path> candidates = new ArrayList<>(USUAL);
    try {
      for (String line : Files.readAllLines(Path.of("/proc/mounts"))) {
        String[] parts = line.split(" ", 4);
        if (parts.length > 3 && parts[2].equals("tracefs")) {
          candidates.add(Path.of(parts[1]));
        }
      }
    } catch (IOException e) {
      // Without the list of mounts the usual places remain.
    }
    return candidates.stream()
        .filter(each -> Files.isDirectory(each.resolve("events")))
        .findFirst()
        .orElse(null);
  }

  /** Whether it is mounted, even where this process may not look into it. */
  static boolean isMounted() {
    try (var lines = Files.lines(Path.of("/proc/mounts"))) {
      return lines.anyMatch(line -> line.contains(" tracefs "));
    } catch (IOException e) {
      return false;
    }
  }

  /** The folder of events. */
  static Path events() {
    Path root = root();
    if (root == null) {
      throw missing();
    }
    return root.resolve("events");
  }

  private static TraceException missing() {
    if (isMounted()) {
      return new PrivilegeException(
          "cannot read tracefs",
          "it is mounted, but this process lacks CAP_DAC_READ_SEARCH",
          "start the notebook with ./tracebook notebook, or run as root",
          "doctor()");
    }
    return new UnsupportedException(
        "there is no tracefs",
        "the kernel's tracing file system is not mounted",
        "mount -t tracefs tracefs /sys/kernel/tracing (as root)",
        "https://docs.kernel.org/trace/ftrace.html");
  }

  /** The error for a file of tracefs that cannot be read. */
  static TraceException unreadable(Path file, IOException e) {
    if (e instanceof AccessDeniedException) {
      return new PrivilegeException(
          "cannot read " + file,
          "this process lacks CAP_DAC_READ_SEARCH",
          "start the notebook with ./tracebook notebook, or run as root",
          "doctor()",
          e);
    }
    return new UnsupportedException(
        "cannot read " + file, Reason.of(e), "check with: cat " + file, "", e);
  }
}
