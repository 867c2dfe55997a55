package dev.tracebook.host;

/**
 * What stands at an address.
 *
 * @param address the address that was asked for
 * @param name the function, demangled; empty where no symbol covers the address
 * @param offset the distance from the function's start in bytes; without a name, the virtual
 *     address in the module's file, as {@code addr2line -e} takes it
 * @param module the kernel module, {@code kernel}, or the last part of the file's path; empty where
 *     nothing is known of the address
 */
public record Symbol(long address, String name, long offset, String module) {

  /**
   * The symbol as BCC's tools print it, except that an address is never lost: without a symbol it
   * is {@code libc.so.6+0x1234}, and without a module {@code 0x7f12a0001234}.
   *
   * @param showOffset true for {@code read+0x12}
   * @param showModule true for {@code read [libc.so.6]}
   * @return the text
   */
  public String format(boolean showOffset, boolean showModule) {
    if (name.isEmpty()) {
      return module.isEmpty()
          ? "0x" + Long.toHexString(address)
          : module + "+0x" + Long.toHexString(offset);
    }
    return name
        + (showOffset ? "+0x" + Long.toHexString(offset) : "")
        + (showModule && !module.isEmpty() ? " [" + module + "]" : "");
  }

  /** The name alone, or what stands in for it. */
  @Override
  public String toString() {
    return format(false, false);
  }

  static Symbol unknown(long address) {
    return new Symbol(address, "", 0, "");
  }
}
