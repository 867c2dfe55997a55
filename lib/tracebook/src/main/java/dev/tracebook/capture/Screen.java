package dev.tracebook.capture;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where a capture shows itself while it runs: the output of a notebook's cell, or nowhere.
 *
 * <p>The library knows of no notebook. A kernel that can redraw installs its own with {@link
 * #install}.
 */
public interface Screen extends AutoCloseable {
  /**
   * Says how far a capture is.
   *
   * @param elapsed the time since its start
   * @param total how long it will take
   * @param events how many events came so far
   */
  void progress(Duration elapsed, Duration total, long events);

  /**
   * Shows a result in the place of the one before it.
   *
   * @param result what the notebook would render as a cell's value
   */
  void show(Object result);

  /** Takes the progress away; what was shown last stays. */
  @Override
  void close();

  /**
   * Opens a screen for one capture, in the cell that runs now.
   *
   * @return the installed kind of screen; one that shows nothing where none is installed
   */
  static Screen open() {
    return Screens.open();
  }

  /**
   * Makes all captures from now on show themselves.
   *
   * @param kind opens a screen for a capture
   */
  static void install(Supplier<Screen> kind) {
    Screens.install(kind);
  }
}
