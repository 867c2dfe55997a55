package dev.tracebook.headers;

import dev.tracebook.sys.LibC;
import java.util.Locale;

/**
 * What differs between processor architectures in header trees, in one place; constants stand in
 * {@code macros-<name>.h}. The types themselves, registers included, come from the kernel's BTF.
 */
final class Machine {

  private Machine() {}

  /** The architecture as in the kernel's {@code uname -m}. */
  static String name() {
    String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "amd64" -> "x86_64";
      case "arm64" -> "aarch64";
      default -> name;
    };
  }

  /** The struct of a function's registers as programs see it. */
  static String registers() {
    return name().equals("aarch64") ? "user_pt_regs" : "pt_regs";
  }

  static int pageShift() {
    return Integer.numberOfTrailingZeros(LibC.pageSizeBytes());
  }
}
