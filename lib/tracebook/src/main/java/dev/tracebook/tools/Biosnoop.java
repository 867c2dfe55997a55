package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import dev.tracebook.host.Tracepoints;
import java.util.Locale;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Every disk I/O, with the process that submitted it.
 *
 * <p>A row an I/O, at its completion: {@code time, ktimeNs, uid, pid, tid, comm} (missing where a
 * merged I/O's submitter is not known; a kernel worker for pages that are written back later),
 * {@code disk, operation, sector, sizeBytes, queuedNs, durationNs} (from issue to completion),
 * {@code error}. The chart is the durations over time. Costs about 2 microseconds an I/O.
 *
 * <p>Example: {@code biosnoop().disk("sda").run(seconds(10))}
 */
public final class Biosnoop extends EventTool<Biosnoop> {
  Biosnoop(Options options) {
    super("biosnoop", options);
  }

  @Override
  Biosnoop with(Options changed) {
    return new Biosnoop(changed);
  }

  /**
   * Only I/O of one disk, BCC's {@code -d}.
   *
   * @param name such as {@code sda}; it must be there when the capture starts
   * @return the tool with this option
   */
  public Biosnoop disk(String name) {
    return with(options.text("disk", name));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    if (options.has("disk")) {
      program.define("OPT_DEV", Disks.read().number(options.text("disk")));
    }
    if (!Tracepoints.list("block:block_io_start").isEmpty()) {
      program.define("OPT_IO_START", 1);
    }
    return program;
  }

  @Override
  Table rows(Table events) {
    Disks disks = Disks.read();
    LongColumn uid = LongColumn.create("uid");
    LongColumn pid = LongColumn.create("pid");
    LongColumn tid = LongColumn.create("tid");
    LongColumn queuedNs = LongColumn.create("queuedNs");
    StringColumn comm = StringColumn.create("comm");
    StringColumn disk = StringColumn.create("disk");
    StringColumn operation = StringColumn.create("operation");
    StringColumn error = StringColumn.create("error");
    for (var row : events) {
      if (row.getLong("known") != 0) {
        uid.append(row.getLong("uid"));
        pid.append(row.getLong("pid"));
        tid.append(row.getLong("tid"));
        queuedNs.append(row.getLong("queuedNs"));
        comm.append(row.getString("comm"));
      } else {
        uid.appendMissing();
        pid.appendMissing();
        tid.appendMissing();
        queuedNs.appendMissing();
        comm.appendMissing();
      }
      disk.append(disks.name(row.getLong("dev")));
      operation.append(IoFlags.text(row.getString("rwbs")));
      error.append(ErrnoNames.of(-(int) row.getLong("error")));
    }
    return events
        .selectColumns("time", "ktimeNs")
        .addColumns(uid, pid, tid, comm, disk, operation)
        .addColumns(events.column("sector"), events.column("sizeBytes"), queuedNs)
        .addColumns(events.column("durationNs"), error);
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "durationNs"));
  }

  @Override
  String text(Table rows) {
    long first = rows.isEmpty() ? 0 : rows.longColumn("ktimeNs").getLong(0);
    return Lines.of(
        rows,
        "%-11s %-14s %-7s %-9s %s %-10s %-7s %7s",
        "TIME(s)|COMM|PID|DISK|T|SECTOR|BYTES|LAT(ms)",
        row ->
            Lines.values(
                String.format(Locale.ROOT, "%.6f", (row.getLong("ktimeNs") - first) / 1e9),
                row.getString("comm"),
                row.isMissing("pid") ? "" : row.getLong("pid"),
                row.getString("disk"),
                row.getString("operation").endsWith("Read") ? "R" : "W",
                row.getLong("sector"),
                row.getLong("sizeBytes"),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e6)));
  }
}
