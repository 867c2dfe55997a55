package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.capture.Capture;
import dev.tracebook.error.ArgumentException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which TCP connections are made, by whom, to where.
 *
 * <p>A row a connect whose first packet was to be sent: {@code time, ktimeNs, uid, pid, tid, comm}
 * (who connects), {@code family, localAddress, localPort} (missing while a connect waits that has
 * not returned), {@code remoteAddress, remotePort, outcome}: {@code established}, an error such as
 * ECONNREFUSED, {@code closed} by the program before there was an answer, or missing where there is
 * no answer yet. The chart is how often by target. Costs about 1 microsecond a change of state.
 *
 * <p>Example: {@code tcpconnect().remotePort(443).run(seconds(10)).table().countBy("comm")}
 */
public final class Tcpconnect extends TcpTool<Tcpconnect> {
  private static final int CONNECTS = 0;
  private static final int ENDS = 1;
  private static final int RETURNS = 2;
  private static final long CLOSED = -1;

  Tcpconnect(Options options) {
    super("tcpconnect", options);
  }

  @Override
  Tcpconnect with(Options changed) {
    return new Tcpconnect(changed);
  }

  /**
   * Only connects of processes of one cgroup, BCC's {@code --cgroupmap}.
   *
   * @param path the folder in the cgroup v2 tree; those below it are not meant
   * @return the tool with this option
   */
  public Tcpconnect cgroup(String path) {
    return with(Cgroups.set(options, path));
  }

  /**
   * Numbers by addresses and port in place of single connects, BCC's {@code -c}.
   *
   * @return the counting tool, which keeps the options
   * @throws ArgumentException with {@link #dns}
   */
  public TcpCounts count() {
    if (options.has("dns")) {
      throw new ArgumentException(
          "dns() and count() do not go together",
          "connects are counted in the kernel, and names are put to single ones",
          "leave one out; or count the rows: table().countBy(\"query\")",
          "tcpconnect(8)");
    }
    return new TcpCounts(name(), "connects", options);
  }

  /**
   * With the names that the addresses came from, BCC's {@code -d}: columns {@code query} and {@code
   * queryNs} (how long the look-up took; both missing where none was seen). Names come from
   * getaddrinfo of the C library, also those of /etc/hosts, and from what DNS servers answer at
   * port 53; first those that the connecting process itself looked up. Costs 0.5 microseconds more
   * a read, write, send or receive of any kind.
   *
   * @return the tool with this option
   */
  public Tcpconnect dns() {
    return with(options.flag("dns"));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    return options.has("dns")
        ? program
            .attach("on_getaddrinfo_return", Probe.uretprobe("c", "getaddrinfo"))
            .attach("on_getaddrinfo", Probe.uprobe("c", "getaddrinfo"))
        : program;
  }

  @Override
  Table rows(Table events) {
    Table all = Ends.named(Ends.spread(events), "localAddress", "remoteAddress");
    Map<Long, Integer> open = new HashMap<>();
    DnsNames names = new DnsNames();
    LongColumn ports = LongColumn.create("localPort", all.rowCount());
    StringColumn outcomes = StringColumn.create("outcome", all.rowCount());
    StringColumn queries = StringColumn.create("query", all.rowCount());
    LongColumn queryNs = LongColumn.create("queryNs", all.rowCount());
    for (Row event : all) {
      int row = event.getRowNumber();
      long kind = event.getLong("kind");
      long socket = event.getLong("socketId");
      Integer connect = open.get(socket);
      if (kind == CONNECTS) {
        open.put(socket, row);
        query(
            names.find(event.getLong("pid"), event.getString("remoteAddress")),
            row,
            queries,
            queryNs);
      } else if (kind != ENDS && kind != RETURNS) {
        names.note(event);
      } else if (connect != null) {
        long port = event.getLong("localPort");
        if (ports.isMissing(connect) && port != 0) {
          ports.set((int) connect, port);
        }
        outcome(outcomes, connect, kind == ENDS, event.getLong("err"));
      }
    }
    all.replaceColumn("localPort", ports);
    all.addColumns(outcomes, queries, queryNs);
    Table rows = all.where(all.longColumn("kind").isEqualTo(CONNECTS));
    Table chosen = Ports.chosen(owned(rows, options), options);
    return options.has("dns")
        ? select(chosen, "outcome", "query", "queryNs")
        : select(chosen, "outcome");
  }

  private static void query(
      DnsNames.@Nullable Name found, int row, StringColumn queries, LongColumn queryNs) {
    if (found != null) {
      queries.set(row, found.name());
      if (found.durationNs() > 0) {
        queryNs.set(row, found.durationNs());
      }
    }
  }

  /** What the socket's end says, and where that is nothing the error that connect returned. */
  private static void outcome(StringColumn outcomes, int row, boolean ends, long error) {
    boolean told = !outcomes.get(row).isEmpty() && !outcomes.get(row).equals("closed");
    if (ends && !told) {
      outcomes.set(
          row,
          error == 0 ? "established" : error == CLOSED ? "closed" : ErrnoNames.of((int) error));
    } else if (!told && outcomes.get(row).equals("closed") && error > 0) {
      outcomes.set(row, ErrnoNames.of((int) error));
    }
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withPicture(
        () -> {
          StringColumn target = StringColumn.create("target");
          for (Row row : capture.table()) {
            boolean named = options.has("dns") && !row.isMissing("query");
            target.append(
                Ends.endpoint(
                    row.getString(named ? "query" : "remoteAddress"), row.getLong("remotePort")));
          }
          return Counts.bars(target);
        });
  }

  @Override
  String text(Table rows) {
    boolean dns = options.has("dns");
    String format = "%-6s %-12s %-2s %-16s %-16s %-5s";
    String heading = "PID|COMM|IP|SADDR|DADDR|DPORT";
    return Lines.of(
        rows,
        dns ? format + " %s" : format,
        dns ? heading + "|QUERY" : heading,
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.getLong("family"),
                row.getString("localAddress"),
                row.getString("remoteAddress"),
                row.getLong("remotePort"),
                dns ? queried(row) : ""));
  }

  private static String queried(Row row) {
    if (row.isMissing("query")) {
      return "No DNS Query";
    }
    return row.isMissing("queryNs")
        ? row.getString("query")
        : String.format(
            Locale.ROOT, "%s (%.3fms)", row.getString("query"), row.getLong("queryNs") / 1e6);
  }
}
