package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/** Header trees that others made, taken only if they are of the running kernel. */
final class Installed {

  private static final Path KHEADERS = Path.of("/sys/kernel/kheaders.tar.xz");

  private Installed() {}

  static void add(List<Supplier<Prepared>> out) {
    Path build = Path.of("/lib/modules", HeaderTree.release(), "build");
    if (isOfRunningKernel(build)) {
      out.add(() -> new Prepared("installed", build, List.of()));
    }
  }

  private static boolean isOfRunningKernel(Path tree) {
    try {
      String text = Files.readString(tree.resolve("include/generated/utsrelease.h"));
      return text.contains("\"" + HeaderTree.release() + "\"");
    } catch (IOException e) {
      return false;
    }
  }

  static void addKheaders(List<Supplier<Prepared>> out) {
    if (Files.isReadable(KHEADERS)) {
      out.add(Installed::unpack);
    }
  }

  private static Prepared unpack() {
    Path to = HeaderTree.cache().resolve("kheaders-" + HeaderTree.release());
    try {
      if (!Files.exists(to.resolve(".complete"))) {
        Files.createDirectories(to);
        Process tar =
            new ProcessBuilder("tar", "-xJf", KHEADERS.toString(), "-C", to.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tar.waitFor() != 0) {
          throw new IOException(said);
        }
        Files.createFile(to.resolve(".complete"));
      }
      return new Prepared("kheaders", to, List.of());
    } catch (IOException e) {
      throw failed(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(to, e);
    }
  }

  private static HeadersException failed(Path to, Exception e) {
    return new HeadersException(
        "Cannot unpack " + KHEADERS + " to " + to, e.toString(), "install tar and xz-utils", "", e);
  }
}
