package dev.tracebook.tools;

import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.time.Duration;
import java.util.Locale;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which reads and writes of files are slow, by whom; 10 milliseconds or more by default.
 *
 * <p>A row a call: {@code time, ktimeNs, uid, pid, tid, comm, operation} (R or W), {@code
 * sizeBytes} (what was read or written; missing where it failed), {@code errno, durationNs, file}
 * (the last part of its path). The chart is the durations over time. Costs about 1 microsecond a
 * read or write, slow or not.
 *
 * <p>Example: {@code fileslower().min(millis(1)).run(seconds(10))}
 */
public final class Fileslower extends EventTool<Fileslower> {
  Fileslower(Options options) {
    super("fileslower", options);
  }

  @Override
  Fileslower with(Options changed) {
    return new Fileslower(changed);
  }

  /**
   * How long a call takes that is slow, BCC's argument {@code min_ms}; default 10 milliseconds.
   *
   * @param duration the least time
   * @return the tool with this option
   */
  public Fileslower min(Duration duration) {
    return with(options.positive("min", duration));
  }

  /**
   * Also what is no regular file: sockets, pipes, devices; BCC's {@code -a}.
   *
   * @return the tool with this option
   */
  public Fileslower allFiles() {
    return with(options.flag("allFiles"));
  }

  @Override
  Table rows(Table events) {
    StringColumn operation = StringColumn.create("operation");
    LongColumn sizeBytes = LongColumn.create("sizeBytes");
    IntColumn errno = IntColumn.create("errno");
    for (Row row : events) {
      operation.append(row.getLong("writing") != 0 ? "W" : "R");
      long ret = row.getLong("ret");
      if (ret >= 0) {
        sizeBytes.append(ret);
      } else {
        sizeBytes.appendMissing();
      }
      errno.append((int) Math.max(0, -ret));
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "comm")
        .addColumns(operation, sizeBytes, errno, events.column("durationNs"))
        .addColumns(events.column("file"));
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
        "%-8s %-14s %-6s %s %-7s %7s %s",
        "TIME(s)|COMM|TID|D|BYTES|LAT(ms)|FILENAME",
        row ->
            Lines.values(
                String.format(Locale.ROOT, "%.3f", (row.getLong("ktimeNs") - first) / 1e9),
                row.getString("comm"),
                row.getLong("tid"),
                row.getString("operation"),
                row.isMissing("sizeBytes") ? -row.getInt("errno") : row.getLong("sizeBytes"),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e6),
                row.getString("file")));
  }
}
