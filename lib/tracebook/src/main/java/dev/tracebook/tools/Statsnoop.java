package dev.tracebook.tools;

import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which files are looked at with stat, by whom, and with what result.
 *
 * <p>A row a call: {@code time, ktimeNs, uid, pid, tid, comm, errno, error, path} (as the program
 * gave it; ends with … where it was longer than 255 bytes). Costs about 1 microsecond a call.
 *
 * <p>Example: {@code statsnoop().failed().run(seconds(5)).table().countBy("path")}
 */
public final class Statsnoop extends EventTool<Statsnoop> {
  Statsnoop(Options options) {
    super("statsnoop", options);
  }

  @Override
  Statsnoop with(Options changed) {
    return new Statsnoop(changed);
  }

  /**
   * Only calls that failed, BCC's {@code -x}.
   *
   * @return the tool with this option
   */
  public Statsnoop failed() {
    return with(options.flag("failed"));
  }

  @Override
  Table rows(Table events) {
    IntColumn errno = IntColumn.create("errno");
    StringColumn error = StringColumn.create("error");
    StringColumn path = StringColumn.create("path");
    for (var row : events) {
      int failed = Math.max(0, -(int) row.getLong("ret"));
      errno.append(failed);
      error.append(ErrnoNames.of(failed));
      path.append(row.getString("path") + (row.getLong("truncated") != 0 ? "…" : ""));
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "comm")
        .addColumns(errno, error, path);
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-6s %-16s %4s %3s %s",
        "PID|COMM|FD|ERR|PATH",
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.getInt("errno") == 0 ? 0 : -1,
                row.getInt("errno"),
                row.getString("path")));
  }
}
