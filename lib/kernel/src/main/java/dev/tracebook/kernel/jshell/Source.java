package dev.tracebook.kernel.jshell;

/**
 * A cell's text, for errors that point into it.
 *
 * @param number the cell's execution count
 * @param text what the user wrote
 */
record Source(int number, String text) {
  int line(int offset) {
    int end = Math.min(Math.max(0, offset), text.length());
    return 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
  }

  /** The place of an offset, the line itself, and a caret under the column. */
  String pointer(int offset) {
    int at = Math.min(Math.max(0, offset), text.length());
    int start = text.lastIndexOf('\n', at - 1) + 1;
    int end = text.indexOf('\n', at);
    String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
    // Tabs stay tabs, so that the caret stands under its column however wide they are.
    String indent = text.substring(start, at).replaceAll("[^\t]", " ");
    return "    " + line + "\n    " + indent + "^";
  }

  String place(int line) {
    return "cell " + number + ", line " + line;
  }
}
