package dev.tracebook.headers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** The running kernel's configuration and version as the headers that its build would make. */
final class KernelConfig {

  /** Where the kernel does not tell its configuration: what every distribution sets. */
  private static final String USUAL =
      "CONFIG_BPF_SYSCALL=y\nCONFIG_ARCH_HAS_SYSCALL_WRAPPER=y\nCONFIG_HZ=250\n";

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?");

  private KernelConfig() {}

  /** {@code generated/autoconf.h}: a macro an option. */
  static String autoconf(String config) {
    StringBuilder out = new StringBuilder();
    for (String line : config.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (line.startsWith("CONFIG_") && equals > 0) {
        String name = line.substring(0, equals);
        String value = line.substring(equals + 1);
        out.append("#define ").append(name);
        switch (value) {
          case "y" -> out.append(" 1\n");
          case "m" -> out.append("_MODULE 1\n");
          default -> out.append(' ').append(value).append('\n');
        }
      }
    }
    if (out.indexOf("#define CONFIG_BPF_SYSCALL ") < 0) {
      out.append("#define CONFIG_BPF_SYSCALL 1\n");
    }
    return out.toString();
  }

  static String ofRunningKernel() throws IOException {
    Path packed = Path.of("/proc/config.gz");
    if (Files.isReadable(packed)) {
      try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
    Path plain = Path.of("/boot", "config-" + HeaderTree.release());
    return Files.isReadable(plain) ? Files.readString(plain) : USUAL;
  }

  /** {@code linux/version.h}: the sublevel is capped at 255, as the kernel's own build does. */
  static String version(String release) {
    Matcher numbers = VERSION.matcher(release);
    int code = 0;
    if (numbers.find()) {
      String sublevel = numbers.group(3);
      code =
          (Integer.parseInt(numbers.group(1)) << 16)
              + (Integer.parseInt(numbers.group(2)) << 8)
              + (sublevel == null ? 0 : Math.min(255, Integer.parseInt(sublevel)));
    }
    return "#define LINUX_VERSION_CODE "
        + code
        + "\n#define KERNEL_VERSION(a, b, c) "
        + "(((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))\n";
  }
}
