package dev.tracebook.tools;

import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which signals are sent by system calls, by whom, to whom, and with what result.
 *
 * <p>A row a call: {@code time, ktimeNs, uid, pid, tid, comm} (of the sender), {@code signal,
 * signalName, targetPid} (as the sender gave it: negative for a process group, a thread's id for
 * tkill and tgkill), {@code errno, error}. Costs about 1 microsecond a call.
 *
 * <p>Example: {@code killsnoop().signal(9).run(seconds(10))}
 */
public final class Killsnoop extends EventTool<Killsnoop> {
  private static final int MOST_SIGNALS = 64;

  Killsnoop(Options options) {
    super("killsnoop", options);
  }

  @Override
  Killsnoop with(Options changed) {
    return new Killsnoop(changed);
  }

  /**
   * Only calls that failed, BCC's {@code -x}.
   *
   * @return the tool with this option
   */
  public Killsnoop failed() {
    return with(options.flag("failed"));
  }

  /**
   * Only one signal, BCC's {@code -s}.
   *
   * @param number such as 9; 0 asks whether a process is there
   * @return the tool with this option
   */
  public Killsnoop signal(int number) {
    return with(options.number("signal", number, 0, MOST_SIGNALS));
  }

  /**
   * Only signals to one target, BCC's {@code -T}.
   *
   * @param pid as the sender gives it
   * @return the tool with this option
   */
  public Killsnoop target(int pid) {
    return with(options.number("target", pid, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  @Override
  Table rows(Table events) {
    StringColumn signalName = StringColumn.create("signalName");
    IntColumn errno = IntColumn.create("errno");
    StringColumn error = StringColumn.create("error");
    for (var row : events) {
      int failed = -(int) row.getLong("ret");
      signalName.append(Signals.name(row.getLong("signal")));
      errno.append(failed);
      error.append(ErrnoNames.of(failed));
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "comm", "signal")
        .addColumns(signalName, events.column("targetPid"), errno, error);
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-7s %-16s %-4s %-7s %s",
        "PID|COMM|SIG|TPID|RESULT",
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.getLong("signal"),
                row.getLong("targetPid"),
                -row.getInt("errno")));
  }
}
