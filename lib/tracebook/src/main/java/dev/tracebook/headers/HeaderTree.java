package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** The generated header tree in the user's cache folder; safe with many processes at once. */
final class HeaderTree {

  private static final Set<String> EMPTY =
      Set.of(
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

  private final Path root;

  private HeaderTree(Path root) {
    this.root = root;
  }

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

  /** Opens the running kernel's tree, writing it where it is missing. */
  static HeaderTree open() {
    String kconfig = Resources.text("kconfig.h");
    String macros = Resources.text("macros.h");
    try {
      String config = autoconf();
      String page = "#define PAGE_SHIFT " + pageShift() + "\n";
      String key = digest(kconfig + macros + config + page).substring(0, 12);
      HeaderTree tree = new HeaderTree(cache().resolve(release() + "-" + key));
      tree.write("include/linux/kconfig.h", kconfig);
      tree.write("include/tracebook/macros.h", macros);
      tree.write("include/tracebook/page.h", page);
      tree.write("include/generated/autoconf.h", config);
      tree.write("include/generated/uapi/linux/version.h", version());
      tree.write("include/linux/version.h", version());
      for (String name : EMPTY) {
        tree.include(name);
      }
      return tree;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static HeadersException failed(IOException e) {
    return new HeadersException(
        "Cannot write the generated kernel headers below " + cache(),
        e.toString(),
        "set XDG_CACHE_HOME to a folder that can be written",
        "",
        e);
  }

  Path root() {
    return root;
  }

  /** Makes sure that {@code #include <name>} finds something; BCC's own headers are left alone. */
  void include(String name) {
    if (name.startsWith("bcc/") || name.contains("..") || name.startsWith("/")) {
      return;
    }
    try {
      write("include/" + name, "");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Stores a types header under a name made from its content. */
  Path types(String text) {
    try {
      return write("types/" + digest(text).substring(0, 20) + ".h", text);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file) && (bytes.length == 0 || Files.size(file) == bytes.length)) {
      return file;
    }
    Path folder = root.resolve(name).getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path temporary = Files.createTempFile(folder, ".new", ".h");
    Files.write(temporary, bytes);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  private static String digest(String text) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String version() {
    String[] parts = (release() + ".0.0").split("[^0-9]+", 4);
    int major = Integer.parseInt(parts[0]);
    int minor = Integer.parseInt(parts[1]);
    int code = (major << 16) + (minor << 8) + Math.min(255, Integer.parseInt(parts[2]));
    return "#define LINUX_VERSION_CODE "
        + code
        + "\n"
        + "#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n";
  }

  private static String autoconf() throws IOException {
    StringBuilder out = new StringBuilder();
    for (String line : config().lines().toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("CONFIG_") && equals > 0) {
        String name = line.substring(0, equals);
        String value = line.substring(equals + 1);
        switch (value) {
          case "y" -> out.append("#define ").append(name).append(" 1\n");
          case "m" -> out.append("#define ").append(name).append("_MODULE 1\n");
          default -> out.append("#define ").append(name).append(' ').append(value).append('\n');
        }
      }
    }
    String text = out.toString();
    return text.contains("CONFIG_BPF_SYSCALL ") ? text : text + "#define CONFIG_BPF_SYSCALL 1\n";
  }

  private static String config() throws IOException {
    Path packed = Path.of("/proc/config.gz");
    if (Files.isReadable(packed)) {
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    Path plain = Path.of("/boot", "config-" + release());
    return Files.isReadable(plain)
        ? Files.readString(plain)
        : "CONFIG_BPF_SYSCALL=y\nCONFIG_ARCH_HAS_SYSCALL_WRAPPER=y\nCONFIG_HZ=250\n";
  }

  /** The page size as the kernel told this process (AT_PAGESZ). */
  private static int pageShift() throws IOException {
    ByteBuffer words =
        ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
            .order(ByteOrder.nativeOrder());
    while (words.remaining() >= 16) {
      long key = words.getLong();
      long value = words.getLong();
      if (key == 6) {
        return Long.numberOfTrailingZeros(value);
      }
    }
    return 12;
  }
}
