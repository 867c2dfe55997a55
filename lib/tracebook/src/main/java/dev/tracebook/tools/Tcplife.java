package dev.tracebook.tools;

import java.util.Locale;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How long TCP connections live, and how much they carry.
 *
 * <p>A row a connection, at its end: {@code time, ktimeNs, uid, pid, tid, comm} (who connected or
 * accepted; missing where it ended before accept), {@code family, localAddress, localPort,
 * remoteAddress, remotePort, txBytes, rxBytes} (payload, without what was sent twice), {@code
 * durationNs}. Costs about 1 microsecond a change of state.
 *
 * <p>Example: {@code tcplife().localPort(5432).run(seconds(10))}
 */
public final class Tcplife extends TcpTool<Tcplife> {
  private static final double KB = 1024;

  Tcplife(Options options) {
    super("tcplife", options);
  }

  @Override
  Tcplife with(Options changed) {
    return new Tcplife(changed);
  }

  @Override
  Table rows(Table events) {
    LongColumn uid = LongColumn.create("uid");
    LongColumn pid = LongColumn.create("pid");
    LongColumn tid = LongColumn.create("tid");
    StringColumn comm = StringColumn.create("comm");
    for (Row row : events) {
      if (row.getLong("known") != 0) {
        uid.append(row.getLong("uid"));
        pid.append(row.getLong("pid"));
        tid.append(row.getLong("tid"));
        comm.append(row.getString("comm"));
      } else {
        uid.appendMissing();
        pid.appendMissing();
        tid.appendMissing();
        comm.appendMissing();
      }
    }
    events.replaceColumn("uid", uid);
    events.replaceColumn("pid", pid);
    events.replaceColumn("tid", tid);
    events.replaceColumn("comm", comm);
    return connections(events)
        .selectColumns(
            "time",
            "ktimeNs",
            "uid",
            "pid",
            "tid",
            "comm",
            "family",
            "localAddress",
            "localPort",
            "remoteAddress",
            "remotePort",
            "txBytes",
            "rxBytes",
            "durationNs");
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-7s %-10s %-15s %-5s %-15s %-5s %5s %5s %s",
        "PID|COMM|LADDR|LPORT|RADDR|RPORT|TX_KB|RX_KB|MS",
        row ->
            Lines.values(
                row.isMissing("pid") ? "" : row.getLong("pid"),
                row.getString("comm"),
                row.getString("localAddress"),
                row.getLong("localPort"),
                row.getString("remoteAddress"),
                row.getLong("remotePort"),
                String.format(Locale.ROOT, "%.0f", row.getLong("txBytes") / KB),
                String.format(Locale.ROOT, "%.0f", row.getLong("rxBytes") / KB),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e6)));
  }
}
