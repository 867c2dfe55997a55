package dev.tracebook.tools;

import java.util.Locale;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which processes end, after how long, and with what status.
 *
 * <p>A row an end: {@code time, ktimeNs, uid, pid, tid} (the thread that ended last), {@code ppid,
 * comm, ageNs, exitCode} (missing where a signal ended it), {@code signal} (its name without SIG;
 * empty where none did), {@code coreDumped}. Costs about 1 microsecond an end.
 *
 * <p>Example: {@code exitsnoop().failed().run(seconds(10))}
 */
public final class Exitsnoop extends EventTool<Exitsnoop> {
  private static final int SIGNAL = 0x7f;
  private static final int CORE = 0x80;

  Exitsnoop(Options options) {
    super("exitsnoop", options);
  }

  @Override
  Exitsnoop with(Options changed) {
    return new Exitsnoop(changed);
  }

  /**
   * Only ends with a status other than 0, BCC's {@code -x}.
   *
   * @return the tool with this option
   */
  public Exitsnoop failed() {
    return with(options.flag("failed"));
  }

  /**
   * A row for each thread that ends, BCC's {@code --per-thread}.
   *
   * @return the tool with this option
   */
  public Exitsnoop perThread() {
    return with(options.flag("perThread"));
  }

  @Override
  Table rows(Table events) {
    IntColumn exitCode = IntColumn.create("exitCode");
    StringColumn signal = StringColumn.create("signal");
    BooleanColumn coreDumped = BooleanColumn.create("coreDumped");
    for (var row : events) {
      int status = (int) row.getLong("status");
      int killer = status & SIGNAL;
      if (killer == 0) {
        exitCode.append(status >> 8 & 0xff);
      } else {
        exitCode.appendMissing();
      }
      signal.append(killer == 0 ? "" : Signals.name(killer));
      coreDumped.append((status & CORE) != 0);
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "ppid", "comm", "ageNs")
        .addColumns(exitCode, signal, coreDumped);
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-16s %-6s %-6s %-6s %-7s %s",
        "PCOMM|PID|PPID|TID|AGE(s)|EXIT_CODE",
        row ->
            Lines.values(
                row.getString("comm"),
                row.getLong("pid"),
                row.getLong("ppid"),
                row.getLong("tid"),
                String.format(Locale.ROOT, "%.2f", row.getLong("ageNs") / 1e9),
                status(row)));
  }

  private static String status(Row row) {
    if (row.isMissing("exitCode")) {
      String name = row.getString("signal");
      return "signal " + name + (row.getBoolean("coreDumped") ? ", core dumped" : "");
    }
    int code = row.getInt("exitCode");
    return code == 0 ? "0" : "code " + code;
  }
}
