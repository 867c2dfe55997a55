package dev.tracebook.tools;

import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.util.Locale;
import tech.tablesaw.api.Table;

/**
 * Which files live only shortly: created and deleted while traced.
 *
 * <p>A row a file that is deleted, or replaced by a renamed one: {@code time, ktimeNs, uid, pid,
 * tid, comm} (who deletes it), {@code creatorPid, creatorComm, durationNs} (from its creation),
 * {@code file} (the last part of its name, up to 63 bytes). Files of hard links and what io_uring
 * deletes are not told; more than four files of one name at a time are counted as lost. The chart
 * is the durations over time. Costs about 1 microsecond an open, and 2 to 3 a deletion or renaming.
 *
 * <p>Example: {@code filelife().run(seconds(10)).table().countBy("creatorComm")}
 */
public final class Filelife extends EventTool<Filelife> {
  Filelife(Options options) {
    super("filelife", options);
  }

  @Override
  Filelife with(Options changed) {
    return new Filelife(changed);
  }

  @Override
  Table rows(Table events) {
    return events.selectColumns(
        "time",
        "ktimeNs",
        "uid",
        "pid",
        "tid",
        "comm",
        "creatorPid",
        "creatorComm",
        "durationNs",
        "file");
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "durationNs"));
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-8s %-7s %-16s %-7s %s",
        "TIME|PID|COMM|AGE(s)|FILE",
        row ->
            Lines.values(
                WallClock.hour(row.getInstant("time")),
                row.getLong("pid"),
                row.getString("comm"),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e9),
                row.getString("file")));
  }
}
