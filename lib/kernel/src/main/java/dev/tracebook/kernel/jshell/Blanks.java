package dev.tracebook.kernel.jshell;

/** Blank space and comments between snippets. */
final class Blanks {
  private Blanks() {}

  /** Returns where the next snippet begins: after spaces, line comments and block comments. */
  static int skip(String text, int from) {
    int at = from;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ';') {
        at++;
      } else if (text.startsWith("//", at)) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", at)) {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          return at;
        }
        at = end + 2;
      } else {
        return at;
      }
    }
    return at;
  }
}
