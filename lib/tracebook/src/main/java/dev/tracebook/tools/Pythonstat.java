package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.Processes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What Python processes do: calls of functions, garbage collections, imports.
 *
 * <p>A row a process that did something, most calls first: {@code pid, command, calls, collections,
 * imports}; counts over the whole time. Needs a CPython with USDT probes. Costs about 1 microsecond
 * a call.
 *
 * <p>Example: {@code pythonstat().run(seconds(5))}
 */
public final class Pythonstat extends MapTool<Pythonstat> {
  Pythonstat(Options options) {
    super("pythonstat", options);
  }

  @Override
  Pythonstat with(Options changed) {
    return new Pythonstat(changed);
  }

  @Override
  Pythonstat resolved() {
    return with(Python.resolved(options));
  }

  @Override
  ModuleBuilder program() {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("on_return", "function__return");
    functions.put("on_gc", "gc__start");
    functions.put("on_import", "import__find__load__start");
    return Python.of(options).attach(super.program(), functions);
  }

  @Override
  Result read(BpfModule module) {
    Table entries = module.map("counts").table();
    StringColumn command = StringColumn.create("command");
    long events = 0;
    for (Row row : entries) {
      command.append(
          Processes.find((int) row.getLong(0)).map(ProcessInfo::commandLine).orElse("(ended)"));
      events += row.getLong("calls") + row.getLong("collections") + row.getLong("imports");
    }
    Table rows =
        Table.create(
                name(),
                entries.column(0).setName("pid"),
                command,
                entries.column("calls"),
                entries.column("collections"),
                entries.column("imports"))
            .sortDescendingOn("calls")
            .setName(name());
    List<String> notes = new ArrayList<>(full(module, "counts"));
    notes.addAll(Python.of(options).notes());
    return new Result(
        events,
        rows,
        notes,
        capture ->
            capture.withText(
                () ->
                    Lines.of(
                        rows,
                        "%-8s %12s %8s %8s %s",
                        "PID|CALLS|GC|IMPORTS|COMMAND",
                        row ->
                            Lines.values(
                                row.getLong("pid"),
                                row.getLong("calls"),
                                row.getLong("collections"),
                                row.getLong("imports"),
                                row.getString("command")))));
  }
}
