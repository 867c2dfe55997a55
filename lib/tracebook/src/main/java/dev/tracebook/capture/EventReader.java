package dev.tracebook.capture;

import dev.tracebook.ring.BatchSink;
import dev.tracebook.ring.EventBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that empties a buffer: it sleeps in the kernel while nothing happens, and naps between
 * two rounds while much happens, so that the program need not wake it for every event.
 */
final class EventReader implements AutoCloseable {
  private static final Duration IDLE_WAIT = Duration.ofMillis(50);
  private static final long BUSY_NAP_MICROS = 500;
  private static final int QUIET_ROUNDS = 20;

  private final EventBuffer buffer;
  private final BatchSink sink;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile @Nullable Throwable failure;

  EventReader(String name, EventBuffer buffer, BatchSink sink) {
    this.buffer = buffer;
    this.sink = sink;
    thread = new Thread(this::read, "tracebook-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    int quiet = QUIET_ROUNDS;
    try {
      while (!stopping) {
        if (buffer.drain(sink) > 0) {
          quiet = 0;
        } else if (quiet++ >= QUIET_ROUNDS) {
          buffer.await(IDLE_WAIT);
          continue;
        }
        TimeUnit.MICROSECONDS.sleep(BUSY_NAP_MICROS);
      }
      buffer.drain(sink);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | OutOfMemoryError e) {
      // Whoever asks for the result must see that it is not whole.
      failure = e;
    }
  }

  /** Throws what ended the reader before its time. */
  void check() {
    Throwable failed = failure;
    if (failed instanceof RuntimeException wrong) {
      throw wrong;
    }
    if (failed instanceof OutOfMemoryError full) {
      throw full;
    }
  }

  /** Ends the thread after a last round and closes the buffer. */
  @Override
  public void close() {
    stopping = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    buffer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
