package dev.tracebook.tools;

import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.time.Duration;
import java.util.Locale;
import tech.tablesaw.api.Table;

/**
 * How long connecting takes, from the first packet to the answer.
 *
 * <p>A row a connection that came about: {@code time, ktimeNs, uid, pid, tid, comm} (who
 * connected), {@code family, localAddress, localPort, remoteAddress, remotePort, durationNs}. The
 * chart is the durations over time. Costs about 1 microsecond a change of state.
 *
 * <p>Example: {@code tcpconnlat().min(millis(5)).run(seconds(10))}
 */
public final class Tcpconnlat extends TcpTool<Tcpconnlat> {
  Tcpconnlat(Options options) {
    super("tcpconnlat", options);
  }

  @Override
  Tcpconnlat with(Options changed) {
    return new Tcpconnlat(changed);
  }

  /**
   * Only what took at least this long, BCC's argument {@code duration_ms}.
   *
   * @param duration the least time
   * @return the tool with this option
   */
  public Tcpconnlat min(Duration duration) {
    return with(options.positive("min", duration));
  }

  @Override
  Table rows(Table events) {
    return select(connections(events), "durationNs");
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withChart(() -> Charts.scatterLog(capture.table(), "ktimeNs", "durationNs"));
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-6s %-12s %-2s %-16s %-16s %-5s %s",
        "PID|COMM|IP|SADDR|DADDR|DPORT|LAT(ms)",
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.getLong("family"),
                row.getString("localAddress"),
                row.getString("remoteAddress"),
                row.getLong("remotePort"),
                String.format(Locale.ROOT, "%.2f", row.getLong("durationNs") / 1e6)));
  }
}
