package dev.tracebook.lang;

import dev.tracebook.capture.Screen;
import dev.tracebook.lang.run.Session;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A script that runs in the background until it is stopped or calls exit(). */
public final class RunningScript implements AutoCloseable {
  private static final Duration IDLE = Duration.ofMillis(1);
  private static final long PROGRESS_MILLIS = 100;
  private static final long REDRAW_MILLIS = 500;

  private final Session session;
  private final Thread reader;
  private volatile boolean stopping;
  private volatile @Nullable RuntimeException failure;
  private @Nullable ScriptResult result;

  RunningScript(Session session) {
    this.session = session;
    reader = new Thread(this::read, "tracebook-script");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      while (!stopping) {
        if (session.poll() == 0) {
          if (session.exited()) {
            break;
          }
          Thread.sleep(IDLE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * Tells whether the script goes on.
   *
   * @return false once it has called exit() or was stopped
   */
  public boolean isRunning() {
    return reader.isAlive() && !stopping;
  }

  /**
   * Waits until the script exits, for a while at most; an interrupt ends that early.
   *
   * @param atMost how long
   * @return what it printed, and its maps
   */
  public ScriptResult await(Duration atMost) {
    return await(atMost, false);
  }

  ScriptResult awaitLive(Duration atMost) {
    return await(atMost, true);
  }

  /**
   * How many events came so far.
   *
   * @return the count of what was printed or otherwise told to user space
   */
  public long events() {
    return session.events();
  }

  private ScriptResult await(Duration atMost, boolean live) {
    long tickMillis = live ? REDRAW_MILLIS : PROGRESS_MILLIS;
    long startedNs = System.nanoTime();
    try (Screen screen = Screen.open()) {
      Duration elapsed = Duration.ZERO;
      while (reader.isAlive() && elapsed.compareTo(atMost) < 0) {
        long left = Math.max(1, atMost.minus(elapsed).toMillis());
        reader.join(Math.min(tickMillis, left));
        elapsed = Duration.ofNanos(System.nanoTime() - startedNs);
        if (live) {
          screen.show(snapshot());
        }
        screen.progress(elapsed, atMost, session.events());
      }
    } catch (InterruptedException e) {
      // The notebook's interrupt: an early end and no error, as ^C is for bpftrace.
    }
    return stop();
  }

  /**
   * Shows what came so far, and goes on.
   *
   * @return what was printed, and the maps as they are now; after the end the whole result
   */
  public synchronized ScriptResult snapshot() {
    ScriptResult ended = result;
    return ended == null ? new ScriptResult(session) : ended;
  }

  /**
   * Ends the script: detaches its probes, runs its end actions, reads its maps.
   *
   * @return what it printed, and its maps
   */
  public synchronized ScriptResult stop() {
    if (result != null) {
      return result;
    }
    halt();
    try {
      RuntimeException failed = failure;
      if (failed != null) {
        throw failed;
      }
      session.end();
      ScriptResult ended = new ScriptResult(session);
      result = ended;
      return ended;
    } finally {
      session.close();
    }
  }

  private void halt() {
    stopping = true;
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    halt();
    session.close();
  }
}
