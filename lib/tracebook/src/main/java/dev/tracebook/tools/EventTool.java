package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.CaptureSource;
import dev.tracebook.table.StructLayout;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * A tool that gives a row an event, in the order of the events.
 *
 * <p>Every table begins with {@code time} (wall time) and {@code ktimeNs} (the kernel's monotonic
 * time in nanoseconds). Events that found no room are counted and shown as lost.
 *
 * @param <T> the tool
 */
public abstract class EventTool<T extends EventTool<T>> extends Tool<T> {
  private static final int MOST_PAGES = 1 << 17;

  EventTool(String name, Options options) {
    super(name, options);
  }

  /**
   * Only events of one process.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public T pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only events of one thread.
   *
   * @param tid the thread
   * @return the tool with this option
   */
  public T tid(int tid) {
    return with(options.number("tid", tid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only events of one user's processes.
   *
   * @param uid the user
   * @return the tool with this option
   */
  public T uid(long uid) {
    return with(options.number("uid", uid, 0, 0xffff_ffffL));
  }

  /**
   * Only events of processes whose name contains a text.
   *
   * @param part a part of the comm
   * @return the tool with this option
   */
  public T comm(String part) {
    return with(options.text("comm", part));
  }

  /**
   * The size of the ring buffer, BCC's {@code -b}. Raise it when events are lost.
   *
   * @param pages a power of two, in pages of memory; default 4096 (16 MiB)
   * @return the tool with this option
   */
  public T bufferPages(int pages) {
    int power = Integer.highestOneBit(Math.max(1, pages));
    return with(options.number("bufferPages", pages, power, Math.min(power, MOST_PAGES)));
  }

  /** Shows members of the struct otherwise. */
  StructLayout layout(StructLayout layout) {
    return layout;
  }

  /** Makes the tool's rows of the struct's columns. */
  Table rows(Table events) {
    return events;
  }

  /** The text that BCC prints of these rows. */
  abstract String text(Table rows);

  /** What else must be said of the events, a sentence each. */
  List<String> notes() {
    return List.of();
  }

  /** Adds the picture where there is one. */
  Capture drawn(Capture capture) {
    return capture;
  }

  @Override
  final CaptureSource source(BpfModule module) {
    return new ToolEvents<>(this, module);
  }

  /** What the tool says of events, whoever they came from. */
  final Table table(Table events, WallClock clock) {
    events.insertColumn(0, clock.column("time", events.longColumn("ktimeNs")));
    Table rows = rows(events);
    if (options.has("comm")) {
      rows = rows.where(rows.stringColumn("comm").containsString(options.text("comm")));
    }
    return rows.setName(name());
  }
}
