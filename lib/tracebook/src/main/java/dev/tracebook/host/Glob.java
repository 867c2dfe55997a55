package dev.tracebook.host;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Shell patterns over names: {@code *} any text, {@code ?} one character, {@code [a-z]} a set. */
public final class Glob {
  private Glob() {}

  /**
   * Tells a pattern from a plain name.
   *
   * @param text the text
   * @return true where it has {@code *}, {@code ?} or {@code [}
   */
  public static boolean isGlob(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /**
   * Makes a pattern.
   *
   * @param glob the pattern; it must match the whole name
   * @return what tells whether a name matches
   */
  public static Predicate<String> of(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (end > 0 && glob.substring(i + 1, end).matches("[!^]?[\\w-]+")) {
        regex.append('[').append(glob.substring(i + 1, end).replaceFirst("^!", "^")).append(']');
        i = end;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
  }
}
