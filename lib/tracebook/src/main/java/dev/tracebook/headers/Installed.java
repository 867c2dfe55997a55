package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Header trees that others made, taken only if they are of the running kernel. */
final class Installed {

  private static final Path KHEADERS = Path.of("/sys/kernel/kheaders.tar.xz");
  private static final Pattern RELEASE = Pattern.compile("UTS_RELEASE\\s+\"([^\"]*)\"");
  private static final String SEE =
      "https://github.com/iovisor/bcc/blob/master/INSTALL.md#kernel-configuration";

  private final String release;
  private final Path modules;
  private final Path kheaders;

  Installed() {
    this(HeaderTree.release(), Path.of("/lib/modules"), KHEADERS);
  }

  Installed(String release, Path modules, Path kheaders) {
    this.release = release;
    this.modules = modules;
    this.kheaders = kheaders;
  }

  /** The headers that the distribution installed for this kernel. */
  Prepared distribution() {
    Path build = modules.resolve(release).resolve("build");
    requireSameRelease(
        build,
        "no kernel headers are installed for the running kernel " + release,
        "install them: apt-get install linux-headers-"
            + release
            + " (Debian, Ubuntu), dnf install kernel-devel-"
            + release
            + " (Fedora)");
    // Debian keeps one half in build and the other in source: BCC knows, if it is not told a tree.
    return new Prepared("installed", null, List.of());
  }

  /** A tree that the user names. */
  Prepared at(Path tree) {
    if (!Files.isDirectory(tree)) {
      throw new HeadersException(
          "no kernel headers at " + tree,
          Files.exists(tree) ? "it is not a folder" : "there is no such folder",
          "name the folder that has include/generated/utsrelease.h, or load with headers=auto",
          SEE);
    }
    requireSameRelease(
        tree,
        "cannot use the kernel headers at " + tree,
        "name headers of " + release + ", or load with headers=auto");
    return new Prepared(tree.toString(), tree, List.of());
  }

  /**
   * Headers of another kernel compile, and then programs read the wrong members: they are refused.
   */
  private void requireSameRelease(Path tree, String what, String fix) {
    Path file = tree.resolve("include/generated/utsrelease.h");
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new HeadersException(what, "there is no " + file, fix, SEE, e);
    }
    Matcher found = RELEASE.matcher(text);
    String other = found.find() ? found.group(1) : "an unknown kernel";
    if (!other.equals(release)) {
      throw new HeadersException(
          what, tree + " is of " + other + ", the running kernel is " + release, fix, SEE);
    }
  }

  /** The headers inside the kernel, unpacked once into the cache folder when they are used. */
  Supplier<Prepared> insideKernel(Path cache) {
    if (!Files.isReadable(kheaders)) {
      throw new HeadersException(
          "the running kernel " + release + " carries no headers",
          "there is no " + kheaders,
          "modprobe kheaders, or use a kernel with CONFIG_IKHEADERS",
          "https://docs.kernel.org/kbuild/kbuild.html");
    }
    Path to = cache.resolve("kheaders-" + release);
    return () -> {
      if (!Files.isDirectory(to)) {
        unpack(cache, to);
      }
      return new Prepared("kheaders", to, List.of());
    };
  }

  /** Unpacks beside the target and renames: another process never sees half a tree. */
  private void unpack(Path cache, Path to) {
    try {
      Files.createDirectories(cache);
      Path half = Files.createTempDirectory(cache, ".kheaders");
      try {
        Process tar =
            new ProcessBuilder("tar", "-xJf", kheaders.toString(), "-C", half.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tar.waitFor() != 0) {
          throw new IOException(said.strip());
        }
        Files.move(half, to, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        AtomicFiles.deleteAll(half);
        if (!Files.isDirectory(to)) { // Else another process was first.
          throw e;
        }
      }
    } catch (IOException e) {
      throw failed(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(to, e);
    }
  }

  private HeadersException failed(Path to, Exception e) {
    return new HeadersException(
        "cannot unpack " + kheaders + " to " + to,
        String.valueOf(e.getMessage()),
        "install tar and xz-utils, or set XDG_CACHE_HOME to a folder that can be written",
        SEE,
        e);
  }
}
