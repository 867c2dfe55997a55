package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.Tracepoints;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How many bytes TCP connections send and receive, by process.
 *
 * <p>A row a connection and process: {@code pid, comm, family, localAddress, localPort,
 * remoteAddress, remotePort, rxBytes, txBytes, calls}; those with most bytes first. With {@link
 * #every} a row for each interval too, which begins at {@code time} and {@code ktimeNs}. The bytes
 * are those of the calls that send and receive: what was sent twice counts once, what is spliced
 * out of a socket is not seen. The chart is the processes with most bytes, or the bytes a second
 * over time. Needs Linux 6.3. Costs 0.3 to 0.5 microseconds a call.
 *
 * <p>Example: {@code tcptop().every(seconds(1)).run(seconds(10))}
 */
public final class Tcptop extends MapTool<Tcptop> {
  private static final int BARS = 15;
  private static final double KB = 1024;

  Tcptop(Options options) {
    super("tcptop", options);
  }

  @Override
  Tcptop with(Options changed) {
    return new Tcptop(changed);
  }

  /**
   * Only one process, BCC's {@code -p}.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public Tcptop pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only processes of one cgroup, BCC's {@code --cgroupmap}.
   *
   * @param path the folder in the cgroup v2 tree; those below it are not meant
   * @return the tool with this option
   */
  public Tcptop cgroup(String path) {
    return with(Cgroups.set(options, path));
  }

  /**
   * Only connections with one of these ports on this machine.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public Tcptop localPort(int... ports) {
    return with(Ports.set(options, "localPort", ports));
  }

  /**
   * Only connections with one of these ports on the other side.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public Tcptop remotePort(int... ports) {
    return with(Ports.set(options, "remotePort", ports));
  }

  /**
   * Only IPv4, BCC's {@code -4}.
   *
   * @return the tool with this option
   */
  public Tcptop ipv4() {
    return with(Ports.ipv4(options));
  }

  /**
   * Only IPv6, BCC's {@code -6}.
   *
   * @return the tool with this option
   */
  public Tcptop ipv6() {
    return with(Ports.ipv6(options));
  }

  /**
   * By intervals, BCC's argument {@code interval}; default the whole time as one.
   *
   * @param interval how long each is
   * @return the tool with this option
   */
  public Tcptop every(Duration interval) {
    return with(options.positive("interval", interval));
  }

  @Override
  Tcptop resolved() {
    if (!Tracepoints.names("sock").contains("sock_send_length")) {
      throw new UnsupportedException(
          "tcptop does not work on this kernel",
          "it lacks the tracepoints sock:sock_send_length and sock:sock_recv_length of Linux 6.3",
          "use tcplife(), which tells the bytes of each connection at its end",
          "uname -r");
    }
    return with(options.with("clock", WallClock.now()));
  }

  @Override
  Result read(BpfModule module) {
    Table all =
        Ends.named(Ends.spread(module.map("traffic").table()), "localAddress", "remoteAddress");
    LongColumn bytes = all.longColumn("rxBytes").add(all.longColumn("txBytes")).asLongColumn();
    all.addColumns(bytes.setName("bytes"));
    boolean intervals = options.has("interval");
    Table rows = Ports.chosen(all, options);
    String[] columns = {
      "pid",
      "comm",
      "family",
      "localAddress",
      "localPort",
      "remoteAddress",
      "remotePort",
      "rxBytes",
      "txBytes",
      "calls"
    };
    Table shown = (intervals ? rows.sortOn("slot", "-bytes") : rows.sortOn("-bytes"));
    LongColumn begin = LongColumn.create("ktimeNs");
    if (intervals) {
      long interval = options.duration("interval").toNanos();
      shown.longColumn("slot").forEach(slot -> begin.append(slot * interval));
    }
    long calls = (long) shown.longColumn("calls").sum();
    Table table = shown.selectColumns(columns).setName(name());
    if (intervals) {
      table.insertColumn(0, begin);
      table.insertColumn(0, options.get("clock", WallClock.class).column("time", begin));
    }
    return new Result(
        calls, table, full(module, "traffic"), capture -> dressed(capture, table, intervals));
  }

  private Capture dressed(Capture capture, Table rows, boolean intervals) {
    Capture with = capture.withText(() -> text(rows, intervals));
    return intervals
        ? with.withChart(
            () -> Charts.lines(overTime(rows), "ktimeNs", "rxBytesPerS", "txBytesPerS"))
        : with.withPicture(() -> Charts.bars(byProcess(rows), "process", "bytes", BARS));
  }

  /** A point an interval, also where nothing was carried. */
  private Table overTime(Table rows) {
    long interval = options.duration("interval").toNanos();
    Map<Long, long[]> sums = new TreeMap<>();
    for (Row row : rows) {
      long[] sum = sums.computeIfAbsent(row.getLong("ktimeNs"), each -> new long[2]);
      sum[0] += row.getLong("rxBytes");
      sum[1] += row.getLong("txBytes");
    }
    LongColumn at = LongColumn.create("ktimeNs");
    LongColumn received = LongColumn.create("rxBytesPerS");
    LongColumn sent = LongColumn.create("txBytesPerS");
    if (!rows.isEmpty()) {
      long last = (long) rows.longColumn("ktimeNs").max();
      for (long each = (long) rows.longColumn("ktimeNs").min(); each <= last; each += interval) {
        long[] sum = sums.getOrDefault(each, new long[2]);
        at.append(each);
        received.append((long) (sum[0] * 1e9 / interval));
        sent.append((long) (sum[1] * 1e9 / interval));
      }
    }
    return Table.create(name(), at, received, sent);
  }

  private Table byProcess(Table rows) {
    Map<String, Long> sums = new TreeMap<>();
    for (Row row : rows) {
      String process = row.getString("comm") + " " + row.getLong("pid");
      sums.merge(process, row.getLong("rxBytes") + row.getLong("txBytes"), Long::sum);
    }
    StringColumn process = StringColumn.create("process");
    LongColumn bytes = LongColumn.create("bytes");
    sums.forEach(
        (name, sum) -> {
          process.append(name);
          bytes.append(sum);
        });
    return Table.create(name(), process, bytes);
  }

  private static String text(Table rows, boolean intervals) {
    String format = "%-6s %-12s %-21s %-21s %6s %6s";
    String heading = "PID|COMM|LADDR|RADDR|RX_KB|TX_KB";
    return Lines.of(
        rows,
        intervals ? "%-8s " + format : format,
        intervals ? "TIME|" + heading : heading,
        row -> {
          Object[] values =
              Lines.values(
                  row.getLong("pid"),
                  row.getString("comm"),
                  Ends.endpoint(row.getString("localAddress"), row.getLong("localPort")),
                  Ends.endpoint(row.getString("remoteAddress"), row.getLong("remotePort")),
                  String.format(Locale.ROOT, "%.0f", row.getLong("rxBytes") / KB),
                  String.format(Locale.ROOT, "%.0f", row.getLong("txBytes") / KB));
          return intervals ? Lines.after(WallClock.hour(row.getInstant("time")), values) : values;
        });
  }
}
