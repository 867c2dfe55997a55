package dev.tracebook.sys;

import dev.tracebook.error.UnsupportedException;
import java.util.Locale;

/** What differs between processor architectures at the system call boundary, in one place. */
enum Machine {
  X86_64(321, 298),
  AARCH64(280, 241);

  /** The number of bpf(2). */
  final int bpf;

  /** The number of perf_event_open(2). */
  final int perfEventOpen;

  Machine(int bpf, int perfEventOpen) {
    this.bpf = bpf;
    this.perfEventOpen = perfEventOpen;
  }

  private static final class Current {
    static final Machine MACHINE = of(System.getProperty("os.arch", ""));
  }

  static Machine current() {
    return Current.MACHINE;
  }

  static Machine of(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      default ->
          throw new UnsupportedException(
              "cannot make system calls on the architecture \"" + name + "\"",
              "their numbers are known for x86_64 and aarch64 only",
              "run Tracebook on one of these",
              "man 2 syscall");
    };
  }
}
