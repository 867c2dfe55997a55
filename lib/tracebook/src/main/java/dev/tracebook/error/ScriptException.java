package dev.tracebook.error;

/** A script or an expression in the bpftrace language is wrong; the error points at the column. */
public final class ScriptException extends TraceException {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  /**
   * Says what is wrong with which place of the text.
   *
   * @param what what is wrong, with names
   * @param fix what to write instead; may be empty
   * @param text the whole script
   * @param start index of the first wrong character
   * @param end index behind the last wrong one
   * @return the error, with the line and a caret under the place
   */
  public static ScriptException at(String what, String fix, String text, int start, int end) {
    int from = Math.max(0, Math.min(start, text.length()));
    int lineStart = text.lastIndexOf('\n', from - 1) + 1;
    int lineEnd = text.indexOf('\n', from);
    int stop = lineEnd < 0 ? text.length() : lineEnd;
    int line = 1 + (int) text.chars().limit(lineStart).filter(c -> c == '\n').count();
    // A script may be one line of a megabyte: only the neighbourhood is shown.
    int left = Math.max(lineStart, from - 100);
    int right = Math.min(stop, from + 60);
    String shown = text.substring(left, right).replace('\t', ' ');
    int marks = Math.max(1, Math.min(Math.min(end, stop), right) - from);
    String caret = " ".repeat(from - left) + "^" + "~".repeat(marks - 1);
    return new ScriptException(what, shown + "\n" + caret, fix, line, from - lineStart + 1);
  }

  private ScriptException(String what, String why, String fix, int line, int column) {
    super(
        "script, line " + line + ", column " + column + ": " + what,
        why,
        fix,
        "https://docs.bpftrace.org/",
        null);
    this.line = line;
    this.column = column;
  }

  /**
   * The line that is wrong.
   *
   * @return from 1
   */
  public int line() {
    return line;
  }

  /**
   * The column where it is wrong.
   *
   * @return from 1
   */
  public int column() {
    return column;
  }
}
