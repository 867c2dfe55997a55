package dev.tracebook.lang.gen;

import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.KernelSymbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names that become numbers before a script runs. */
final class Symbols {
  private Symbols() {}

  /** The address of a kernel symbol, as C takes it. */
  static String kernel(String name) {
    return KernelSymbols.read()
        .address(name)
        .map(address -> "0x" + Long.toHexString(address))
        .orElseThrow(() -> unknown("no kernel symbol \"" + name + "\"", "/proc/kallsyms"));
  }

  /** The id of a cgroup, which is the inode of its folder. */
  static long cgroup(String path) {
    try {
      return ((Number) Files.getAttribute(Path.of(path), "unix:ino")).longValue();
    } catch (IOException | UnsupportedOperationException | java.nio.file.InvalidPathException e) {
      throw unknown("no cgroup \"" + path + "\"", "/sys/fs/cgroup");
    }
  }

  private static UnknownNameException unknown(String what, String where) {
    return new UnknownNameException(what, where + " does not list it", "look into " + where, "");
  }
}
