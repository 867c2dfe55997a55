package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * Which garbage collections a Python program makes, and how long they stop it.
 *
 * <p>A row a collection: {@code time, ktimeNs} of its begin, {@code pid, tid, comm, generation,
 * collected} (objects that were freed), {@code durationUs}. Needs a CPython with USDT probes, as
 * Debian's /usr/bin/python3. Costs a few microseconds a collection.
 *
 * <p>Example: {@code pythongc("neutron-server").min(millis(1)).run(seconds(10))}
 */
public final class Pythongc extends EventTool<Pythongc> {
  Pythongc(Options options) {
    super("pythongc", options);
  }

  @Override
  Pythongc with(Options changed) {
    return new Pythongc(changed);
  }

  /**
   * Only collections that took at least this long, BCC's {@code -m}.
   *
   * @param duration the shortest time
   * @return the tool with this option
   */
  public Pythongc min(Duration duration) {
    return with(options.positive("min", duration));
  }

  @Override
  Pythongc resolved() {
    return with(Python.resolved(options));
  }

  @Override
  ModuleBuilder program() {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("on_done", "gc__done");
    functions.put("on_start", "gc__start");
    return Python.of(options).attach(super.program(), functions);
  }

  @Override
  List<String> notes() {
    return Python.of(options).notes();
  }

  @Override
  Table rows(Table events) {
    DoubleColumn duration = DoubleColumn.create("durationUs");
    for (Row row : events) {
      duration.append(row.getLong("durationNs") / 1e3);
    }
    return events
        .selectColumns("time", "ktimeNs", "pid", "tid", "comm", "generation", "collected")
        .addColumns(duration);
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "durationUs"));
  }

  @Override
  String text(Table rows) {
    long first = rows.isEmpty() ? 0 : (long) rows.longColumn("ktimeNs").min();
    return Lines.of(
        rows,
        "%-14s %-8s %10s %11s %12s",
        "TIME(s)|PID|GENERATION|COLLECTED|TIME(us)",
        row ->
            Lines.values(
                "%.6f".formatted((row.getLong("ktimeNs") - first) / 1e9),
                row.getLong("pid"),
                row.getLong("generation"),
                row.getLong("collected"),
                "%.2f".formatted(row.getDouble("durationUs"))));
  }
}
