package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.CaptureSource;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Summary;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/** A tool's events on their way from the program's buffer {@code events} to the tool's rows. */
final class ToolEvents<T extends EventTool<T>> implements CaptureSource {
  private final EventTool<T> tool;
  private final BpfModule module;
  private final WallClock clock = WallClock.now();
  private final RunningCapture events;
  private long missed;
  private boolean closed;

  ToolEvents(EventTool<T> tool, BpfModule module) {
    this.tool = tool;
    this.module = module;
    events = module.events("events").as(tool::layout).start();
  }

  @Override
  public long events() {
    return events.events();
  }

  @Override
  public synchronized Capture capture(Duration elapsed) {
    Capture raw = events.snapshot();
    if (!closed && module.isOpen()) {
      missed = Missed.in(module);
    }
    // A copy: the columns of a finished table are handed out again and again.
    Table rows = tool.table(raw.table().copy(), clock);
    Summary of = raw.summary();
    Summary summary =
        new Summary(
            rows.rowCount(),
            OptionalLong.of(of.lost().orElse(0) + missed),
            elapsed,
            of.probes(),
            of.skipped(),
            Stream.concat(tool.notes().stream(), of.notes().stream()).toList());
    return tool.drawn(new Capture(summary, rows).withText(() -> tool.text(rows)));
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      events.close();
      missed = module.isOpen() ? Missed.in(module) : missed;
      closed = true;
      module.close();
    }
  }
}
