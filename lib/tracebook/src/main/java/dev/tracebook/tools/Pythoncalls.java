package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.chart.Charts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which Python functions are called how often, and with {@link #latency} how long they take.
 *
 * <p>A row a function, most calls first: {@code pid, file, function, calls}; with latency {@code
 * timed, totalUs, averageUs} too, with what they call included. A call counts when it ends; a
 * generator's yield is an end and its next a call, as for {@code sys.setprofile}. Functions of one
 * name in one file are one row. Functions written in C are not seen.
 *
 * <p>Needs a CPython with USDT probes, as Debian's /usr/bin/python3. Counting costs about 2
 * microseconds a call; latency makes a program take 4 times as long and more. With greenlets
 * (eventlet), calls of one function that overlap are timed right in their sum only.
 *
 * <p>Example: {@code pythoncalls("neutron-server").run(seconds(10))}
 */
public final class Pythoncalls extends MapTool<Pythoncalls> {
  Pythoncalls(Options options) {
    super("pythoncalls", options);
  }

  @Override
  Pythoncalls with(Options changed) {
    return new Pythoncalls(changed);
  }

  /**
   * Measures the time of calls too, BCC's {@code -L}. It slows the program down much more than
   * counting does.
   *
   * @return the tool with this option
   */
  public Pythoncalls latency() {
    return with(options.flag("latency"));
  }

  /**
   * Only so many functions, BCC's {@code -T}.
   *
   * @param functions how many
   * @return the tool with this option
   */
  public Pythoncalls top(int functions) {
    return with(options.number("top", functions, 1, Integer.MAX_VALUE));
  }

  @Override
  Pythoncalls resolved() {
    return with(Python.resolved(options));
  }

  @Override
  String text() {
    return super.text() + (options.has("latency") ? ToolText.part("pythonlatency") : "");
  }

  @Override
  ModuleBuilder program() {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("on_return", "function__return");
    ModuleBuilder program = super.program();
    if (!options.has("latency")) {
      return Python.of(options).attach(program, functions);
    }
    functions.put("on_entry", "function__entry");
    return Python.of(options).raiseLine(Python.of(options).attach(program, functions));
  }

  @Override
  Result read(BpfModule module) {
    Table entries = module.map("calls").table();
    StringColumn file = StringColumn.create("file");
    StringColumn function = StringColumn.create("function");
    LongColumn total = LongColumn.create("totalUs");
    DoubleColumn average = DoubleColumn.create("averageUs");
    long calls = 0;
    for (Row row : entries) {
      file.append(row.getString("file"));
      function.append(row.getString("function"));
      long timed = row.getLong("timed");
      total.append(row.getLong("totalNs") / 1000);
      if (timed == 0) {
        average.appendMissing();
      } else {
        // To the nanosecond: the clock knows no more.
        average.append(Math.round((double) row.getLong("totalNs") / timed) / 1e3);
      }
      calls += row.getLong("calls");
    }
    Table table =
        Table.create(name(), entries.column("pid"), file, function, entries.column("calls"));
    if (options.has("latency")) {
      table.addColumns(entries.column("timed"), total, average);
    }
    Table sorted = table.sortDescendingOn("calls");
    Table rows = options.has("top") ? sorted.first((int) options.number("top", 0)) : sorted;
    List<String> notes = new ArrayList<>(full(module, "calls"));
    notes.addAll(Python.of(options).notes());
    return new Result(
        calls,
        rows.setName(name()),
        notes,
        capture ->
            capture
                .withText(() -> text(rows))
                .withPicture(() -> Charts.bars(labelled(rows), "call", "calls", 20)));
  }

  private static Table labelled(Table rows) {
    StringColumn call = StringColumn.create("call");
    for (Row row : rows) {
      String file = row.getString("file");
      call.append(file.substring(file.lastIndexOf('/') + 1) + ":" + row.getString("function"));
    }
    return Table.create("calls", call, rows.column("calls"));
  }

  private String text(Table rows) {
    boolean latency = options.has("latency");
    return Lines.of(
        rows,
        "%-10s %12s %s",
        latency ? "CALLS|TIME(us)|FUNCTION" : "CALLS||FUNCTION",
        row ->
            Lines.values(
                row.getLong("calls"),
                !latency
                    ? ""
                    : row.isMissing("averageUs")
                        ? "-"
                        : "%.2f".formatted(row.getDouble("averageUs")),
                row.getString("file") + "." + row.getString("function")));
  }
}
