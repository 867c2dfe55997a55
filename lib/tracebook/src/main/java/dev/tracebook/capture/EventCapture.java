package dev.tracebook.capture;

import dev.tracebook.ring.EventBuffer;
import dev.tracebook.table.EventTable;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/** Takes the events of a buffer into a table. */
public final class EventCapture implements CaptureSource {
  private final String name;
  private final EventBuffer buffer;
  private final EventTable events;
  private final LongSupplier failedOutputs;
  private final LongSupplier missedRuns;
  private final List<String> probes;
  private final List<String> skipped;
  private final long lostBefore;
  private final long missedBefore;
  private final EventReader reader;
  private boolean closed;
  private long lostAtEnd;
  private long missedAtEnd;

  /**
   * Begins to take events; what the buffer holds already is older and is dropped.
   *
   * @param name the table's name
   * @param buffer the buffer, which is closed with this
   * @param events where events go
   * @param failedOutputs the program's own count of events that found no room, since it was loaded
   * @param missedRuns how often the kernel could not run the program, since it was loaded
   * @param probes what the program is attached to
   * @param skipped the probes that could not be attached, with reasons
   */
  public EventCapture(
      String name,
      EventBuffer buffer,
      EventTable events,
      LongSupplier failedOutputs,
      LongSupplier missedRuns,
      List<String> probes,
      List<String> skipped) {
    this.name = name;
    this.buffer = buffer;
    this.events = events;
    this.failedOutputs = failedOutputs;
    this.missedRuns = missedRuns;
    this.probes = List.copyOf(probes);
    this.skipped = List.copyOf(skipped);
    buffer.drain((data, offsets, sizes, count) -> {});
    lostBefore = failedOutputs.getAsLong();
    missedBefore = missedRuns.getAsLong();
    reader = new EventReader(name, buffer, events);
  }

  @Override
  public long events() {
    return events.rows();
  }

  private long lost() {
    return Math.max(failedOutputs.getAsLong() - lostBefore, buffer.lost());
  }

  private long missed() {
    return missedRuns.getAsLong() - missedBefore;
  }

  @Override
  public synchronized Capture capture(Duration elapsed) {
    reader.check();
    long lost = closed ? lostAtEnd : lost();
    var table = closed ? events.finish(name) : events.toTable(name);
    return new Capture(
        new Summary(
            table.rowCount(),
            OptionalLong.of(lost),
            elapsed,
            probes,
            skipped,
            Summary.ofMissedRuns(closed ? missedAtEnd : missed())),
        table);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      reader.close();
      lostAtEnd = lost();
      missedAtEnd = missed();
      closed = true;
    }
  }
}
