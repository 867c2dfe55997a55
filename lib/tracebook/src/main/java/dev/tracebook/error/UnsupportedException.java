package dev.tracebook.error;

import org.jspecify.annotations.Nullable;

/** This kernel or library cannot do what was asked. */
public final class UnsupportedException extends TraceException {

  private static final long serialVersionUID = 1L;

  /**
   * Says what, why, fix and see; an empty string leaves a part out.
   *
   * @param what the failed action, with names and values
   * @param why the cause
   * @param fix what the reader can do now
   * @param see where to read more
   */
  public UnsupportedException(String what, String why, String fix, String see) {
    this(what, why, fix, see, null);
  }

  /**
   * The same, with the exception behind this one.
   *
   * @param what the failed action, with names and values
   * @param why the cause
   * @param fix what the reader can do now
   * @param see where to read more
   * @param cause the exception behind this one, or null
   */
  public UnsupportedException(
      String what, String why, String fix, String see, @Nullable Throwable cause) {
    super(what, why, fix, see, cause);
  }
}
