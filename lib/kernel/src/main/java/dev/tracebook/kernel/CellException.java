package dev.tracebook.kernel;

/** What a cell did wrong, as the text that the notebook shows. */
final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CellException(String message) {
    super(message, null, false, false);
  }
}
