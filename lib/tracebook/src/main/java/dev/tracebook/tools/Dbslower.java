package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which statements of a MySQL, MariaDB or PostgreSQL server are slow.
 *
 * <p>A row a statement that took at least the minimum (1 ms by default), when it ended: {@code
 * time} and {@code ktimeNs} of its begin, {@code pid, tid, comm, command, latencyMs, failed,
 * query}.
 *
 * <ul>
 *   <li>MySQL, MariaDB: every command of the protocol ({@code COM_QUERY}, {@code COM_STMT_EXECUTE},
 *       ...), from {@code dispatch_command}. Whether it failed is not known.
 *   <li>PostgreSQL: {@code statement}, a message of the simple protocol, which may hold several
 *       statements; {@code execute}, of the extended protocol, as drivers with prepared statements
 *       use it (parse and bind are not part of it). These are the words of PostgreSQL's log.
 * </ul>
 *
 * The query is the text that the client sent, cut after {@link #queryBytes}, then it ends with ….
 * Costs 3 to 6 microseconds a statement. Needs a server binary with symbols (MariaDB exports the
 * one it needs) or, for PostgreSQL, built with USDT probes, as Debian's is.
 *
 * <p>Example: {@code dbslower("mysql").min(millis(50)).run(seconds(30))}
 */
public final class Dbslower extends EventTool<Dbslower> {
  private static final int QUERY_BYTES = 4096;
  private static final int MOST_QUERY_BYTES = 1 << 18;
  private static final int TEXTS_BYTES = 1 << 24;

  Dbslower(Options options) {
    super("dbslower", options);
  }

  @Override
  Dbslower with(Options changed) {
    return new Dbslower(changed);
  }

  /**
   * Only statements that took at least this long, BCC's {@code -m}.
   *
   * @param latency the shortest time; zero for all; default 1 ms
   * @return the tool with this option
   */
  public Dbslower min(Duration latency) {
    return with(DatabaseOptions.min(options, latency));
  }

  /**
   * Only one server process, or one connection's process of PostgreSQL.
   *
   * @param pid the process; of a PostgreSQL server, its connections too
   * @return the tool with this option
   */
  @Override
  public Dbslower pid(int pid) {
    return pids(pid);
  }

  /**
   * Only these server processes, BCC's {@code -p}.
   *
   * @param pids the processes; of a PostgreSQL server, their connections too
   * @return the tool with this option
   */
  public Dbslower pids(int... pids) {
    return with(DatabaseOptions.pids(options, pids));
  }

  /**
   * Leaves commands out.
   *
   * @param commands names as in the column command: {@code COM_PING}, {@code execute}
   * @return the tool with this option; an unknown name is told when it starts
   */
  public Dbslower exclude(String... commands) {
    return with(options.with("exclude", List.copyOf(Arrays.asList(commands))));
  }

  /**
   * How much of a statement's text is kept. Each row takes so much of the ring buffer while it
   * waits, see {@link #bufferPages}.
   *
   * @param bytes from 16 to 262144; default 4096
   * @return the tool with this option
   */
  public Dbslower queryBytes(int bytes) {
    return with(options.number("queryBytes", bytes, 16, MOST_QUERY_BYTES));
  }

  @Override
  Dbslower resolved() {
    return with(DatabaseOptions.resolved(options));
  }

  @Override
  String text() {
    return super.text() + DatabaseOptions.database(options).engine().probes();
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    int bytes = (int) options.number("queryBytes", QUERY_BYTES);
    if (!options.has("queryBytes")) {
      program.define("OPT_QUERY_BYTES", bytes);
    }
    if (!options.has("min")) {
      program.define("OPT_MIN_NS", DatabaseOptions.SLOW.toNanos());
    }
    program.define("OPT_QUERY_TEXTS", Math.max(64, Math.min(4096, TEXTS_BYTES / bytes)));
    return DatabaseOptions.attach(program, options);
  }

  @Override
  Table rows(Table events) {
    DatabaseEngine engine = DatabaseOptions.database(options).engine();
    StringColumn command = StringColumn.create("command");
    DoubleColumn latency = DoubleColumn.create("latencyMs");
    BooleanColumn failed = BooleanColumn.create("failed");
    StringColumn query = StringColumn.create("query");
    for (var row : events) {
      command.append(engine.command((int) row.getLong("command")));
      latency.append(row.getLong("latencyNs") / 1e6);
      failed.append(row.getLong("failed") != 0);
      query.append(row.getString("query") + (row.getLong("truncated") != 0 ? "…" : ""));
    }
    if (engine == DatabaseEngine.MYSQL) {
      failed = BooleanColumn.create("failed", events.rowCount());
    }
    return events
        .selectColumns("time", "ktimeNs", "pid", "tid", "comm")
        .addColumns(command, latency, failed, query);
  }

  @Override
  List<String> notes() {
    return DatabaseOptions.restarts(options);
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "latencyMs"));
  }

  @Override
  String text(Table rows) {
    long first = rows.isEmpty() ? 0 : (long) rows.longColumn("ktimeNs").min();
    return Lines.of(
        rows,
        "%-14s %-8s %10s %s",
        "TIME(s)|PID|MS|QUERY",
        row ->
            Lines.values(
                "%.6f".formatted((row.getLong("ktimeNs") - first) / 1e9),
                row.getLong("pid"),
                "%.3f".formatted(row.getDouble("latencyMs")),
                row.getString("query").isEmpty()
                    ? row.getString("command")
                    : row.getString("query")));
  }
}
