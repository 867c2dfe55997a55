package dev.tracebook.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The package that has a stripped binary's symbols. */
final class DebugPackage {
  private static final Path DPKG = Path.of("/usr/bin/dpkg");
  private static final Path RPM = Path.of("/usr/bin/rpm");

  private DebugPackage() {}

  /** A remedy that names the package, where a package manager knows the file. */
  static String remedy(Path binary) {
    if (Files.isExecutable(DPKG)) {
      String owner = owner(binary);
      String symbols = owner.isEmpty() ? "its -dbgsym package" : owner + "-dbgsym";
      return "install its symbols: apt-get install "
          + symbols
          + " (from debian-debug or ddebs, see the Debian wiki's HowToGetABacktrace)";
    }
    if (Files.isExecutable(RPM)) {
      String owner = ask("rpm", "-qf", "--qf", "%{NAME}", binary.toString());
      return "install its symbols: dnf debuginfo-install " + (owner.isEmpty() ? binary : owner);
    }
    return "install its separate debug symbols, or use a build that is not stripped";
  }

  /** The Debian package that owns a file; empty where none does. */
  static String owner(Path binary) {
    String owner = owned(binary);
    // dpkg knows the files of a merged /usr by the paths that the packages were built with.
    String path = binary.toString();
    if (owner.isEmpty() && path.startsWith("/usr/lib")) {
      return owned(Path.of(path.substring("/usr".length())));
    }
    return owner;
  }

  private static String owned(Path file) {
    String line = ask(DPKG.toString(), "-S", file.toString());
    int colon = line.indexOf(':');
    return colon < 0 ? "" : line.substring(0, colon);
  }

  private static String ask(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean known = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
      return known ? said.lines().findFirst().orElse("") : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
