package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * The entries and returns of Python functions in their order.
 *
 * <p>A row an entry or return: {@code time, ktimeNs, pid, tid, depth} (from where tracing began),
 * {@code step} (entry or return), {@code file, line, function}. Needs a CPython with USDT probes.
 * Costs much: a program takes 4 times as long and more. Look at one process for a short time.
 *
 * <p>Example: {@code pythonflow(1234).run(millis(100))}
 */
public final class Pythonflow extends EventTool<Pythonflow> {
  Pythonflow(Options options) {
    super("pythonflow", options);
  }

  @Override
  Pythonflow with(Options changed) {
    return new Pythonflow(changed);
  }

  @Override
  Pythonflow resolved() {
    return with(Python.resolved(options));
  }

  @Override
  ModuleBuilder program() {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("on_return", "function__return");
    functions.put("on_entry", "function__entry");
    return Python.of(options).raiseLine(Python.of(options).attach(super.program(), functions));
  }

  @Override
  List<String> notes() {
    return Python.of(options).notes();
  }

  @Override
  Table rows(Table events) {
    StringColumn step = StringColumn.create("step");
    for (Row row : events) {
      step.append(row.getLong("entry") != 0 ? "entry" : "return");
    }
    return events
        .selectColumns("time", "ktimeNs", "pid", "tid", "depth")
        .addColumns(step, events.column("file"), events.column("line"), events.column("function"));
  }

  @Override
  String text(Table rows) {
    long first = rows.isEmpty() ? 0 : (long) rows.longColumn("ktimeNs").min();
    return Lines.of(
        rows,
        "%-8s %-12s %s",
        "TID|TIME(us)|FUNCTION",
        row ->
            Lines.values(
                row.getLong("tid"),
                "%.3f".formatted((row.getLong("ktimeNs") - first) / 1e3),
                "  ".repeat((int) row.getLong("depth"))
                    + (row.getString("step").equals("entry") ? "-> " : "<- ")
                    + row.getString("file")
                    + "."
                    + row.getString("function")
                    + ":"
                    + row.getLong("line")));
  }
}
