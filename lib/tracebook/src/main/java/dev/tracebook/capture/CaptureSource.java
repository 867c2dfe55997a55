package dev.tracebook.capture;

import java.time.Duration;

/** What a running capture takes its results from. */
public interface CaptureSource extends AutoCloseable {
  /**
   * How many events came so far, for the progress.
   *
   * @return the count; cheap to ask
   */
  long events();

  /**
   * The result until now; also after {@link #close}, then for the whole time.
   *
   * @param elapsed how long events were taken
   * @return the result
   */
  Capture capture(Duration elapsed);

  /** Stops taking events and lets go of what is only needed for that. */
  @Override
  void close();
}
