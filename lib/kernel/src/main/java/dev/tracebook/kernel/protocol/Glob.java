package dev.tracebook.kernel.protocol;

import java.util.regex.Pattern;

/** SQLite's GLOB, which Jupyter's history search uses: * ? [abc] [^abc]. */
final class Glob {
  private final Pattern pattern;

  Glob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      // A bracket right after the opening one is a member of the list.
      int close = c == '[' ? glob.indexOf(']', i + (glob.startsWith("[^", i) ? 3 : 2)) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        String list = glob.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(list.replace("&&", "&\\&").replace("]", "\\]")).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
