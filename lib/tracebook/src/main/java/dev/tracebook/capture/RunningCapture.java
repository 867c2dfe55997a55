package dev.tracebook.capture;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A capture that goes on in the background until it is stopped. */
public final class RunningCapture implements AutoCloseable {
  private static final long PROGRESS_MILLIS = 100;
  private static final long REDRAW_MILLIS = 500;

  private final CaptureSource source;
  private final long startedNs = System.nanoTime();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private boolean closed;
  private volatile @Nullable Duration took;

  /**
   * Takes over a source that has begun.
   *
   * @param source where results come from; closed with this
   */
  public RunningCapture(CaptureSource source) {
    this.source = source;
  }

  private Duration elapsed() {
    Duration ended = took;
    return ended == null ? Duration.ofNanos(System.nanoTime() - startedNs) : ended;
  }

  /**
   * Shows what came so far, and goes on.
   *
   * @return the result until now
   */
  public Capture snapshot() {
    return source.capture(elapsed());
  }

  /**
   * How many events came so far.
   *
   * @return the count
   */
  public long events() {
    return source.events();
  }

  /**
   * Waits until the duration is over since the start, or the thread is interrupted, or somebody
   * stops this capture; then ends it.
   *
   * @param duration how long
   * @return the result, also when the wait ended early
   */
  public Capture await(Duration duration) {
    return await(duration, false);
  }

  Capture awaitLive(Duration duration) {
    return await(duration, true);
  }

  private Capture await(Duration duration, boolean live) {
    long tickMillis = live ? REDRAW_MILLIS : PROGRESS_MILLIS;
    try (Screen screen = Screen.open()) {
      while (true) {
        Duration left = duration.minus(elapsed());
        if (left.isNegative() || left.isZero()) {
          break;
        }
        long millis = Math.max(1, Math.min(tickMillis, left.toMillis()));
        if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
          break;
        }
        if (live) {
          screen.show(snapshot());
        }
        screen.progress(elapsed(), duration, source.events());
      }
      return ended(screen, live);
    } catch (InterruptedException e) {
      // The notebook's interrupt: an early end and no error, as ^C is for BCC's tools.
      return stop();
    }
  }

  /** What is left in the place of a live capture is its whole result. */
  private Capture ended(Screen screen, boolean live) {
    Capture whole = stop();
    if (live) {
      screen.show(whole);
    }
    return whole;
  }

  /**
   * Ends the capture.
   *
   * @return the whole result
   */
  public Capture stop() {
    close();
    return snapshot();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      source.close();
      took = Duration.ofNanos(System.nanoTime() - startedNs);
      stopped.countDown();
    }
  }
}
