package dev.tracebook.kernel.jshell;

import java.util.List;

/** Whether a cell could run as it stands, for consoles that ask before each new line. */
public final class Completeness {
  private static final String STEP = "    ";

  /** What a console does next. */
  public enum State {
    /** Runs the cell. */
    COMPLETE,
    /** Asks for another line. */
    INCOMPLETE,
    /** Runs the cell, which will tell its error. */
    INVALID
  }

  private Completeness() {}

  /** Looks at a cell. */
  public static State of(String cell, Cells cells) {
    if (cell.startsWith("%%")) {
      // As in IPython: a blank line ends a cell magic.
      return cell.endsWith("\n\n") ? State.COMPLETE : State.INCOMPLETE;
    }
    List<Piece> pieces = Splitter.split(cell, cells.analysis());
    if (pieces.isEmpty()) {
      return Blanks.skip(cell, 0) < cell.length() ? State.INCOMPLETE : State.COMPLETE;
    }
    return switch (pieces.get(pieces.size() - 1).kind()) {
      case JAVA, MAGIC -> State.COMPLETE;
      case UNFINISHED -> State.INCOMPLETE;
      case BROKEN -> State.INVALID;
    };
  }

  /** The indent of the next line: that of the last one, deeper after an opening bracket. */
  public static String indent(String cell) {
    String line = cell.substring(cell.lastIndexOf('\n') + 1);
    String indent = line.substring(0, line.length() - line.stripLeading().length());
    String end = line.stripTrailing();
    boolean opens = end.endsWith("{") || end.endsWith("(") || end.endsWith("[");
    return opens ? indent + STEP : indent;
  }
}
