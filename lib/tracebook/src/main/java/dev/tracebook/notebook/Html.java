package dev.tracebook.notebook;

/** Text from the kernel as HTML text: command lines, paths and queries may hold anything. */
final class Html {
  /** Where the pictures of the control characters begin: U+2400 is that of NUL. */
  private static final char CONTROL_PICTURES = '\u2400';

  private static final char DELETE = 0x7f;
  private static final char DELETE_PICTURE = '\u2421';

  private Html() {}

  /** Makes text safe between tags and in quoted attributes; control characters become visible. */
  static String escaped(String text) {
    StringBuilder html = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        case '\n', '\t' -> html.append(each);
        case DELETE -> html.append(DELETE_PICTURE);
        default -> html.append(each < ' ' ? (char) (CONTROL_PICTURES + each) : each);
      }
    }
    return html.toString();
  }
}
