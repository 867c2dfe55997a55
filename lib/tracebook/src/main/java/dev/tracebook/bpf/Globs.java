package dev.tracebook.bpf;

import java.util.regex.Pattern;

/** Patterns with {@code *} and {@code ?} in the names of probes. */
final class Globs {
  private Globs() {}

  static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
  }

  static Pattern compile(String glob) {
    String quoted = Pattern.quote(glob).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.compile(quoted, Pattern.DOTALL);
  }
}
