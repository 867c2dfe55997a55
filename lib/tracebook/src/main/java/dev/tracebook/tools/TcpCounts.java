package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import java.util.Locale;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * What {@code tcpconnect().count()} and {@code tcpretrans().count()} give: numbers by connection,
 * counted in the kernel, most first; BCC's {@code -c}.
 *
 * <p>A row a connection: {@code family, localAddress, localPort} (tcpretrans only), {@code
 * remoteAddress, remotePort}, and {@code connects} or {@code retransmits} (segments). The chart is
 * the first of them.
 *
 * <p>Example: {@code tcpconnect().count().run(seconds(10))}
 */
public final class TcpCounts extends MapTool<TcpCounts> {
  private static final int BARS = 15;

  private final String counted;

  TcpCounts(String name, String counted, Options options) {
    super(name, options.flag("count"));
    this.counted = counted;
  }

  @Override
  TcpCounts with(Options changed) {
    return new TcpCounts(name(), counted, changed);
  }

  @Override
  Result read(BpfModule module) {
    Table entries = Ends.named(module.map("counts").table(), "localAddress", "remoteAddress");
    entries.column("value").setName(counted);
    boolean ports = counted.equals("retransmits");
    Table rows = Ports.chosen(entries, options).sortDescendingOn(counted);
    Table shown =
        ports
            ? rows.selectColumns(
                "family", "localAddress", "localPort", "remoteAddress", "remotePort", counted)
            : rows.selectColumns("family", "localAddress", "remoteAddress", "remotePort", counted);
    return new Result(
        (long) shown.longColumn(counted).sum(),
        shown.setName(name()),
        full(module, "counts"),
        capture -> dressed(capture, shown, ports));
  }

  private Capture dressed(Capture capture, Table rows, boolean ports) {
    return capture
        .withText(
            () ->
                Lines.of(
                    rows,
                    "%-28s %-28s %s",
                    "LADDR|RADDR:RPORT|" + counted.toUpperCase(Locale.ROOT),
                    row ->
                        Lines.values(
                            ports
                                ? Ends.endpoint(
                                    row.getString("localAddress"), row.getLong("localPort"))
                                : row.getString("localAddress"),
                            remote(row),
                            row.getLong(counted))))
        .withPicture(
            () -> {
              StringColumn to = StringColumn.create("remote");
              for (Row row : rows) {
                to.append(remote(row));
              }
              return Charts.bars(
                  Table.create(name(), to, rows.column(counted).copy()), "remote", counted, BARS);
            });
  }

  private static String remote(Row row) {
    return Ends.endpoint(row.getString("remoteAddress"), row.getLong("remotePort"));
  }
}
