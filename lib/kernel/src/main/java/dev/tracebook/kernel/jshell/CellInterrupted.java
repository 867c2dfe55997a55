package dev.tracebook.kernel.jshell;

/**
 * Ends a cell that was interrupted. An Error, so that {@code catch (Exception e)} in a cell's loop
 * does not keep the loop alive.
 */
public final class CellInterrupted extends Error {
  private static final long serialVersionUID = 1;

  /** Says why the cell ended. */
  public CellInterrupted(String message) {
    super(message, null, false, false);
  }
}
