package dev.tracebook.headers;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a program's kernel types come from.
 *
 * @param kind the source
 * @param path the header tree for {@link Kind#PATH}, else null
 */
public record HeadersMode(Kind kind, @Nullable Path path) {

  /** The sources. */
  public enum Kind {
    /** The first that works: BTF, installed, kheaders. */
    AUTO,
    /** Only the types that the program needs, from the running kernel's BTF. */
    BTF,
    /** The distribution's headers, only if they are of the running kernel. */
    INSTALLED,
    /** The headers inside the kernel ({@code /sys/kernel/kheaders.tar.xz}). */
    KHEADERS,
    /** A tree that the user names. */
    PATH
  }

  /**
   * Reads the {@code headers=} option.
   *
   * @param text {@code auto}, {@code btf}, {@code installed}, {@code kheaders}, or a path
   * @return the mode
   */
  public static HeadersMode of(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "", "auto" -> new HeadersMode(Kind.AUTO, null);
      case "btf" -> new HeadersMode(Kind.BTF, null);
      case "installed" -> new HeadersMode(Kind.INSTALLED, null);
      case "kheaders" -> new HeadersMode(Kind.KHEADERS, null);
      default -> new HeadersMode(Kind.PATH, Path.of(text.strip()).toAbsolutePath());
    };
  }
}
