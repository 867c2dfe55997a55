package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The generated header tree in the user's cache folder ({@code $XDG_CACHE_HOME/tracebook/headers}),
 * one a kernel; safe with many processes at once, and bounded.
 */
final class HeaderTree {

  /** What BCC itself includes; its types come with the program's own. */
  private static final List<String> EMPTY =
      List.of(
          "uapi/linux/bpf.h",
          "uapi/linux/if_packet.h",
          "linux/log2.h",
          "asm/page.h",
          "linux/types.h",
          "linux/bpf.h",
          "linux/bpf_common.h",
          "uapi/linux/if_ether.h",
          "uapi/linux/ptrace.h",
          "linux/sched.h",
          "linux/fs.h");

  static final int KEPT_TYPES = 256;
  private static final int KEPT_TREES = 4;
  private static final Duration TYPES_IN_USE = Duration.ofMinutes(10);
  private static final Duration TREE_IN_USE = Duration.ofDays(7);

  private static final class Running {
    /** The files by name: making their text again takes longer than looking at them. */
    static final Map<String, String> FILES = files();

    static final HeaderTree TREE =
        new HeaderTree(cache().resolve(release() + "-" + digest(FILES.toString(), 12)));

    private static Map<String, String> files() {
      try {
        return fixedFiles(KernelConfig.ofRunningKernel(), release(), Machine.pageShift());
      } catch (IOException e) {
        throw new HeadersException(
            "cannot read the running kernel's configuration",
            e.toString(),
            "make /proc/config.gz or /boot/config-" + release() + " readable",
            "",
            e);
      }
    }
  }

  private final Path root;

  HeaderTree(Path root) {
    this.root = root;
  }

  /** The kernel's release as {@code uname -r} tells it. */
  static String release() {
    return System.getProperty("os.version", "unknown");
  }

  static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home", "/tmp"), ".cache")
            : Path.of(xdg);
    return base.resolve("tracebook").resolve("headers").toAbsolutePath();
  }

  /** Names what is generated for the running kernel. */
  static String identity() {
    return String.valueOf(Running.TREE.root.getFileName());
  }

  /** Opens the running kernel's tree, writing what is missing or wrong. */
  static HeaderTree running() {
    if (Running.TREE.fill(Running.FILES)) {
      AtomicFiles.touch(Running.TREE.root);
      AtomicFiles.evict(cache(), KEPT_TREES, TREE_IN_USE);
    }
    return Running.TREE;
  }

  /** The files that every program uses. */
  static Map<String, String> fixedFiles(String config, String release, int pageShift) {
    Map<String, String> out = new LinkedHashMap<>();
    out.put("include/linux/kconfig.h", Resources.text("kconfig.h"));
    out.put("include/tracebook/base.h", Resources.text("base.h"));
    out.put("include/tracebook/page.h", "#define PAGE_SHIFT " + pageShift + "\n");
    out.put("include/generated/autoconf.h", KernelConfig.autoconf(config));
    out.put("include/generated/uapi/linux/version.h", KernelConfig.version(release));
    out.put("include/linux/version.h", KernelConfig.version(release));
    EMPTY.forEach(name -> out.put("include/" + name, ""));
    return out;
  }

  /** Writes what is missing or wrong; returns true if there was any. */
  boolean fill(Map<String, String> files) {
    boolean any = false;
    for (Map.Entry<String, String> file : files.entrySet()) {
      any |= write(file.getKey(), file.getValue());
    }
    return any;
  }

  Path root() {
    return root;
  }

  /** Makes sure that {@code #include <name>} finds something; BCC's own headers are left alone. */
  void include(String name) {
    boolean ours = name.startsWith("generated/") || name.startsWith("tracebook/");
    boolean fixed = ours || name.equals("linux/version.h") || name.equals("linux/kconfig.h");
    if (!fixed && !name.startsWith("bcc/") && !name.contains("..") && !name.startsWith("/")) {
      write("include/" + name, "");
    }
  }

  /** Stores a types header under a name made from its content. */
  Path types(String text) {
    String name = "types/" + digest(text, 20) + ".h";
    Path file = root.resolve(name);
    boolean written = write(name, text);
    AtomicFiles.touch(file);
    if (written) {
      AtomicFiles.evict(root.resolve("types"), KEPT_TYPES, TYPES_IN_USE);
    }
    return file;
  }

  private boolean write(String name, String text) {
    try {
      return AtomicFiles.write(root.resolve(name), text);
    } catch (IOException e) {
      throw new HeadersException(
          "cannot write the generated kernel headers below " + root,
          e.toString(),
          "set XDG_CACHE_HOME to a folder that can be written",
          "https://specifications.freedesktop.org/basedir-spec/latest/",
          e);
    }
  }

  private static String digest(String text, int letters) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] sum = sha.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sum).substring(0, letters);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
