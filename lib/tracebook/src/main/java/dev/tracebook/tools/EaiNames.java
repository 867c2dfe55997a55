package dev.tracebook.tools;

import java.util.Map;

/** The errors of getaddrinfo(3) in glibc's numbers (netdb.h). */
final class EaiNames {
  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(-1L, "EAI_BADFLAGS"),
          Map.entry(-2L, "EAI_NONAME"),
          Map.entry(-3L, "EAI_AGAIN"),
          Map.entry(-4L, "EAI_FAIL"),
          Map.entry(-5L, "EAI_NODATA"),
          Map.entry(-6L, "EAI_FAMILY"),
          Map.entry(-7L, "EAI_SOCKTYPE"),
          Map.entry(-8L, "EAI_SERVICE"),
          Map.entry(-9L, "EAI_ADDRFAMILY"),
          Map.entry(-10L, "EAI_MEMORY"),
          Map.entry(-11L, "EAI_SYSTEM"),
          Map.entry(-12L, "EAI_OVERFLOW"));

  private EaiNames() {}

  /** The name; empty for 0, and the bare number where there is no name. */
  static String of(long error) {
    return error == 0 ? "" : NAMES.getOrDefault(error, String.valueOf(error));
  }
}
