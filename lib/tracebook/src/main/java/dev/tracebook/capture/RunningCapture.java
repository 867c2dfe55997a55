package dev.tracebook.capture;

import dev.tracebook.ring.RingBuffer;
import dev.tracebook.table.EventTable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A capture that takes events in the background until it is stopped. */
public final class RunningCapture implements AutoCloseable {
  private static final long IDLE_MILLIS = 1;

  private final String name;
  private final RingBuffer ring;
  private final EventTable events;
  private final Supplier<OptionalLong> lost;
  private final OptionalLong lostBefore;
  private final List<String> probes;
  private final long startedNs;
  private final Thread reader;
  private volatile boolean stopping;
  private volatile @Nullable RuntimeException failure;
  private long endedNs;

  /**
   * Starts taking events; what the ring holds already is older than the capture and is dropped.
   *
   * @param name the table's name
   * @param ring the ring, which the capture closes
   * @param events where events go
   * @param lost the program's counter of lost events, since it was loaded
   * @param probes what the program is attached to
   */
  public RunningCapture(
      String name,
      RingBuffer ring,
      EventTable events,
      Supplier<OptionalLong> lost,
      List<String> probes) {
    this.name = name;
    this.ring = ring;
    this.events = events;
    this.lost = lost;
    this.probes = List.copyOf(probes);
    ring.drain((data, offsets, sizes, count) -> {});
    lostBefore = lost.get();
    startedNs = System.nanoTime();
    reader = new Thread(this::read, "tracebook-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try {
      while (!stopping) {
        if (ring.drain(events) == 0) {
          Thread.sleep(IDLE_MILLIS);
        }
      }
      ring.drain(events);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  /**
   * Takes events for a while; an interrupt of the thread ends that early and keeps what came.
   *
   * @param duration how long
   * @return all events
   */
  public Capture await(Duration duration) {
    long endNs = startedNs + duration.toNanos();
    try {
      for (long left; (left = endNs - System.nanoTime()) > 0 && failure == null; ) {
        Thread.sleep(Math.min(50, left / 1_000_000 + 1));
      }
    } catch (InterruptedException e) {
      // The notebook's interrupt: an early end and no error, as ^C is for BCC's tools.
    }
    return stop();
  }

  /**
   * Shows what came so far, and goes on.
   *
   * @return the events until now
   */
  public Capture snapshot() {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
    OptionalLong now = lost.get();
    OptionalLong during =
        now.isPresent()
            ? OptionalLong.of(now.getAsLong() - lostBefore.orElse(0))
            : OptionalLong.empty();
    long until = endedNs == 0 ? System.nanoTime() : endedNs;
    return new Capture(events.toTable(name), during, Duration.ofNanos(until - startedNs), probes);
  }

  /**
   * Ends the capture.
   *
   * @return all events
   */
  public Capture stop() {
    close();
    return snapshot();
  }

  @Override
  public synchronized void close() {
    if (endedNs != 0) {
      return;
    }
    stopping = true;
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    endedNs = System.nanoTime();
    ring.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
