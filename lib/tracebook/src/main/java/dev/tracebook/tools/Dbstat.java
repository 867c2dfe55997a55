package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.chart.Charts;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How long the statements of a MySQL, MariaDB or PostgreSQL server take, as a histogram.
 *
 * <p>What a statement is, see {@link Dbslower}. A row a bin: {@code lowUs, highUs, count}, after
 * {@code command} with {@link #byCommand}, or {@code time_ns} with {@link #every}. Costs 2 to 4
 * microseconds a statement.
 *
 * <p>Example: {@code dbstat("postgres").run(seconds(10))}
 */
public final class Dbstat extends HistogramTool<Dbstat> {
  Dbstat(Options options) {
    super("dbstat", options);
  }

  @Override
  Dbstat with(Options changed) {
    return new Dbstat(changed);
  }

  /**
   * Only statements that took at least this long, BCC's {@code -m}.
   *
   * @param latency the shortest time; default zero, all statements
   * @return the tool with this option
   */
  public Dbstat min(Duration latency) {
    return with(DatabaseOptions.min(options, latency));
  }

  /**
   * Only one server process, or one connection's process of PostgreSQL.
   *
   * @param pid the process; of a PostgreSQL server, its connections too
   * @return the tool with this option
   */
  public Dbstat pid(int pid) {
    return pids(pid);
  }

  /**
   * Only these server processes, BCC's {@code -p}.
   *
   * @param pids the processes; of a PostgreSQL server, their connections too
   * @return the tool with this option
   */
  public Dbstat pids(int... pids) {
    return with(DatabaseOptions.pids(options, pids));
  }

  /**
   * Leaves commands out.
   *
   * @param commands names as in the column command: {@code COM_PING}, {@code execute}
   * @return the tool with this option; an unknown name is told when it starts
   */
  public Dbstat exclude(String... commands) {
    return with(options.with("exclude", List.copyOf(Arrays.asList(commands))));
  }

  /**
   * A histogram for each command of the protocol instead of one for all.
   *
   * @return the tool with this option
   */
  public Dbstat byCommand() {
    return with(options.flag("byCommand"));
  }

  /**
   * A histogram for each window of time, BCC's {@code -i}: drawn as a heat map.
   *
   * @param window how long each is
   * @return the tool with this option
   */
  public Dbstat every(Duration window) {
    return with(options.positive("every", window));
  }

  @Override
  Dbstat resolved() {
    return with(DatabaseOptions.resolved(options));
  }

  @Override
  String text() {
    return super.text() + DatabaseOptions.database(options).engine().probes();
  }

  @Override
  ModuleBuilder program() {
    return DatabaseOptions.attach(super.program(), options);
  }

  @Override
  String unit() {
    return "usecs";
  }

  @Override
  Table keyed(Table entries) {
    if (!options.has("byCommand")) {
      return entries.selectColumns("slot", "value");
    }
    DatabaseEngine engine = DatabaseOptions.database(options).engine();
    StringColumn command = StringColumn.create("command");
    for (var row : entries) {
      command.append(engine.command((int) row.getLong("command")));
    }
    return Table.create(command, entries.column("slot"), entries.column("value"));
  }

  @Override
  Result read(BpfModule module) {
    Result counted = options.has("every") ? overTime(module) : super.read(module);
    List<String> notes = new ArrayList<>(counted.notes());
    notes.addAll(DatabaseOptions.restarts(options));
    return new Result(counted.events(), counted.table(), notes, counted.dress());
  }

  private Result overTime(BpfModule module) {
    Table entries = module.map("dist").table();
    LongColumn windows = entries.longColumn("window");
    List<Histogram> intervals = new ArrayList<>();
    if (!entries.isEmpty()) {
      for (long at = (long) windows.min(); at <= (long) windows.max(); at++) {
        Table window = entries.where(windows.isEqualTo((double) at)).selectColumns("slot", "value");
        intervals.add(KeyedHistogram.ofEntries(unit(), scale(), window, "slot", "value").sum());
      }
    }
    HeatMap map = new HeatMap(unit(), options.duration("every"), intervals);
    Table table = intervals.isEmpty() ? map.sum().table() : map.table();
    return new Result(
        map.sum().total(),
        table.setName(name()),
        full(module, "dist"),
        capture -> capture.withChart(() -> Charts.heatMap(map)).withText(map::toString));
  }
}
