package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.util.Locale;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which host names are looked up, how long it takes, and whether they are found.
 *
 * <p>A row a look-up: {@code time} and {@code ktimeNs} of its begin, {@code uid, pid, tid, comm,
 * function} (getaddrinfo, gethostbyname, gethostbyname2), {@code host} (empty where none was asked
 * for), {@code error} (empty where it was found; such as EAI_NONAME), {@code durationNs}. The chart
 * is the durations over time. Programs with a resolver of their own, such as Go's, do not call the
 * C library. Costs about 4 microseconds a look-up.
 *
 * <p>Example: {@code gethostlatency().run(seconds(10)).table().sortDescendingOn("durationNs")}
 */
public final class Gethostlatency extends EventTool<Gethostlatency> {
  private static final String[] FUNCTIONS = {"getaddrinfo", "gethostbyname", "gethostbyname2"};

  Gethostlatency(Options options) {
    super("gethostlatency", options);
  }

  @Override
  Gethostlatency with(Options changed) {
    return new Gethostlatency(changed);
  }

  /**
   * Which C library is watched; by default this machine's. A container has its own.
   *
   * @param path the library's file, such as {@code /proc/1234/root/usr/lib/libc.so.6}
   * @return the tool with this option
   */
  public Gethostlatency library(String path) {
    return with(options.text("library", path));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    String library = options.has("library") ? options.text("library") : "c";
    for (String each : FUNCTIONS) {
      program.attach("on_" + each + "_return", Probe.uretprobe(library, each));
      program.attach(
          each.equals("getaddrinfo") ? "on_getaddrinfo" : "on_gethostbyname",
          Probe.uprobe(library, each));
    }
    return program;
  }

  @Override
  Table rows(Table events) {
    StringColumn function = StringColumn.create("function");
    StringColumn host = StringColumn.create("host");
    StringColumn error = StringColumn.create("error");
    for (Row row : events) {
      function.append(FUNCTIONS[(int) row.getLong("function")]);
      host.append(row.getString("host") + (row.getLong("truncated") != 0 ? "…" : ""));
      long result = row.getLong("result");
      error.append(
          row.getLong("function") == 0 ? EaiNames.of(result) : result == 0 ? "" : "failed");
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "comm")
        .addColumns(function, host, error, events.column("durationNs"));
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "durationNs"));
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-9s %-7s %-16s %10s %s %s",
        "TIME|PID|COMM|LATms|HOST|",
        row ->
            Lines.values(
                WallClock.hour(row.getInstant("time")),
                row.getLong("pid"),
                row.getString("comm"),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e6),
                row.getString("host"),
                row.getString("error")));
  }
}
