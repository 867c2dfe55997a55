package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.chart.Charts;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How often each system call is made, or by each process.
 *
 * <p>A row a system call: {@code syscall, count}, with {@link #latency} also {@code totalNs}; with
 * {@link #perProcess} a row a process: {@code pid, comm, count}. Those with most first. The chart
 * is the first of them. Costs about 0.3 microseconds a system call.
 *
 * <p>Example: {@code syscount().pid(1234).latency().run(seconds(5))}
 */
public final class Syscount extends MapTool<Syscount> {
  private static final int BARS = 15;

  Syscount(Options options) {
    super("syscount", options);
  }

  @Override
  Syscount with(Options changed) {
    return new Syscount(changed);
  }

  /**
   * Only calls of one process, BCC's {@code -p}.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public Syscount pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only calls of one thread, BCC's {@code -t}.
   *
   * @param tid the thread
   * @return the tool with this option
   */
  public Syscount tid(int tid) {
    return with(options.number("tid", tid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only calls of one process's children, BCC's {@code -c}.
   *
   * @param ppid the parent
   * @return the tool with this option
   */
  public Syscount ppid(int ppid) {
    return with(options.number("ppid", ppid, 0, Integer.MAX_VALUE));
  }

  /**
   * Only one system call, BCC's {@code --syscall}.
   *
   * @param name such as {@code read}
   * @return the tool with this option
   * @throws UnknownNameException for a name that is none; names the nearest
   */
  public Syscount syscall(String name) {
    SystemCalls.number(name);
    return with(options.text("syscall", name));
  }

  /**
   * Only calls that failed, BCC's {@code -x}.
   *
   * @return the tool with this option
   */
  public Syscount failures() {
    return with(options.flag("failures"));
  }

  /**
   * Only calls that failed with one error, BCC's {@code -e}.
   *
   * @param name such as {@code ENOENT}
   * @return the tool with this option
   * @throws UnknownNameException for a name that is none; names the nearest
   */
  public Syscount errno(String name) {
    if (ErrnoNames.number(name) < 1) {
      throw new UnknownNameException(
          "there is no error \"" + name + "\"",
          Nearest.hint(name, ErrnoNames.all()),
          "name one such as ENOENT",
          "man 3 errno");
    }
    return with(options.text("errno", name));
  }

  /**
   * With the time spent in the calls, BCC's {@code -L}; most time first.
   *
   * @return the tool with this option
   */
  public Syscount latency() {
    return with(options.flag("latency"));
  }

  /**
   * By process, BCC's {@code -P}.
   *
   * @return the tool with this option
   */
  public Syscount perProcess() {
    return with(options.flag("perProcess"));
  }

  /**
   * Only the first rows, BCC's {@code -T}; default all.
   *
   * @param rows how many
   * @return the tool with this option
   */
  public Syscount top(int rows) {
    return with(options.number("top", rows, 1, Integer.MAX_VALUE));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    if (options.has("syscall")) {
      program.define("OPT_NUMBER", SystemCalls.number(options.text("syscall")));
    }
    if (options.has("errno")) {
      program.define("OPT_ERRNO", ErrnoNames.number(options.text("errno")));
    }
    return program;
  }

  @Override
  Result read(BpfModule module) {
    Table counts = module.map("counts").table();
    boolean processes = options.has("perProcess");
    Table table = Table.create(name());
    StringColumn names = StringColumn.create("syscall");
    if (processes) {
      table.addColumns(counts.column("id").setName("pid"), counts.column("comm"));
    } else {
      counts.longColumn("id").forEach(id -> names.append(SystemCalls.name(id)));
      table.addColumns(names);
    }
    table.addColumns(counts.column("count"));
    if (options.has("latency")) {
      table.addColumns(counts.column("totalNs"));
    }
    String value = options.has("latency") ? "totalNs" : "count";
    Table sorted = table.sortDescendingOn(value);
    long calls = (long) counts.longColumn("count").sum();
    Table shown = sorted.first((int) options.number("top", sorted.rowCount()));
    String key = processes ? "comm" : "syscall";
    return new Result(
        calls,
        shown.setName(name()),
        full(module, "counts"),
        capture ->
            capture
                .withText(() -> text(shown))
                .withPicture(() -> Charts.bars(shown, key, value, BARS)));
  }

  private String text(Table rows) {
    boolean processes = options.has("perProcess");
    boolean latency = options.has("latency");
    String format = (processes ? "%-6s %-15s" : "%-22s") + (latency ? " %8s %16s" : " %8s");
    String heading =
        (processes ? "PID|COMM" : "SYSCALL") + (latency ? "|COUNT|TIME (us)" : "|COUNT");
    return Lines.of(
        rows,
        format,
        heading,
        row -> {
          String count = String.valueOf(row.getLong("count"));
          String time =
              latency ? String.format(Locale.ROOT, "%.3f", row.getLong("totalNs") / 1e3) : "";
          return processes
              ? Lines.values(row.getLong("pid"), row.getString("comm"), count, time)
              : Lines.values(row.getString("syscall"), count, time);
        });
  }
}
