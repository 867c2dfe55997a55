package dev.tracebook.tools;

import java.util.Locale;
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
    return select(connections(events), "txBytes", "rxBytes", "durationNs");
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-7s %-10s %-15s %-5s %-15s %-5s %5s %5s %s",
        "PID|COMM|LADDR|LPORT|RADDR|RPORT|TX_KB|RX_KB|MS",
        row ->
            Lines.values(
                text(row, "pid"),
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
