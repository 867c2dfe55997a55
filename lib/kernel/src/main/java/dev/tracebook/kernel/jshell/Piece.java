package dev.tracebook.kernel.jshell;

/**
 * A snippet, or a line magic, of a cell.
 *
 * @param source its text
 * @param offset where it begins in the cell
 * @param kind what it is
 */
record Piece(String source, int offset, Kind kind) {
  /** How a piece is run. */
  enum Kind {
    /** Java, complete. */
    JAVA,
    /** Java that does not parse. */
    BROKEN,
    /** Java whose end is missing. */
    UNFINISHED,
    /** A line that begins with %. */
    MAGIC
  }
}
