package dev.tracebook.tools;

import java.util.Arrays;
import java.util.stream.Collectors;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which programs are started, with which arguments.
 *
 * <p>A row a start: {@code time, ktimeNs, uid, pid, tid, ppid, comm} (the new program's), {@code
 * errno, error, args} (all of the command line; ends with … where it was longer than 1023 bytes).
 * Costs about 2 microseconds a start.
 *
 * <p>Example: {@code execsnoop().fails().run(seconds(10))}
 */
public final class Execsnoop extends EventTool<Execsnoop> {
  private static final String SEPARATOR = "\u001f";

  Execsnoop(Options options) {
    super("execsnoop", options);
  }

  @Override
  Execsnoop with(Options changed) {
    return new Execsnoop(changed);
  }

  /**
   * Also starts that failed, BCC's {@code -x}: at most 20 arguments of up to 127 bytes of these.
   *
   * @return the tool with this option
   */
  public Execsnoop fails() {
    return with(options.flag("fails"));
  }

  /**
   * Only children of one process, BCC's {@code -P}.
   *
   * @param ppid the parent
   * @return the tool with this option
   */
  public Execsnoop ppid(int ppid) {
    return with(options.number("ppid", ppid, 0, Integer.MAX_VALUE));
  }

  /**
   * Only command lines that contain a text, BCC's {@code -l}.
   *
   * @param part a part of the arguments
   * @return the tool with this option
   */
  public Execsnoop line(String part) {
    return with(options.text("line", part));
  }

  /**
   * Each argument in quotation marks, BCC's {@code -q}: tells where one ends.
   *
   * @return the tool with this option
   */
  public Execsnoop quote() {
    return with(options.flag("quote"));
  }

  @Override
  Table rows(Table events) {
    IntColumn errno = IntColumn.create("errno");
    StringColumn error = StringColumn.create("error");
    StringColumn args = StringColumn.create("args");
    for (var row : events) {
      int failed = -(int) row.getLong("ret");
      errno.append(failed);
      error.append(ErrnoNames.of(failed));
      args.append(joined(row.getString("args")) + (row.getLong("truncated") != 0 ? "…" : ""));
    }
    Table rows =
        events
            .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "ppid", "comm")
            .addColumns(errno, error, args);
    return options.has("line") ? rows.where(args.containsString(options.text("line"))) : rows;
  }

  private String joined(String args) {
    String[] parts = args.split(SEPARATOR, -1);
    return options.has("quote")
        ? Arrays.stream(parts)
            .map(each -> '"' + each.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(" "))
        : String.join(" ", parts);
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-16s %-7s %-7s %3s %s",
        "PCOMM|PID|PPID|RET|ARGS",
        row ->
            Lines.values(
                row.getString("comm"),
                row.getLong("pid"),
                row.getLong("ppid"),
                -row.getInt("errno"),
                row.getString("args")));
  }
}
