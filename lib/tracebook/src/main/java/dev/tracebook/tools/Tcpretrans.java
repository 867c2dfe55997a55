package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.host.Tracepoints;
import java.util.List;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which TCP segments are sent again, of whose connections, and why.
 *
 * <p>A row a retransmission: {@code time, ktimeNs, uid, pid, tid, comm} (who owns the connection;
 * missing where its program has closed it and had it before the start), {@code family,
 * localAddress, localPort, remoteAddress, remotePort, state, type} (R, or L for a tail loss probe),
 * {@code cause}, {@code segments, sizeBytes, sequence} (missing for SYN-ACKs), {@code errno} (0
 * where it was sent). The sum of segments is the kernel's counter TcpRetransSegs. The chart is the
 * causes. Costs 1 to 2 microseconds a retransmission.
 *
 * <p>Causes: {@code recovery}, what the other side's acknowledgements show as lost (fast
 * retransmit, RACK); {@code loss probe}, a try whether the last segments were lost; {@code
 * timeout}, nothing came back for as long as that takes; {@code SYN-ACK}, a connection whose begin
 * was not answered.
 *
 * <p>Example: {@code tcpretrans().run(seconds(30)).table().countBy("cause")}
 */
public final class Tcpretrans extends TcpTool<Tcpretrans> {
  private static final List<String> CAUSES =
      List.of("recovery", "loss probe", "timeout", "SYN-ACK");

  Tcpretrans(Options options) {
    super("tcpretrans", options);
  }

  @Override
  Tcpretrans with(Options changed) {
    return new Tcpretrans(changed);
  }

  /**
   * Without tail loss probes. BCC's tool shows them with {@code -l} only; here they are shown by
   * default, as the kernel counts them as retransmissions.
   *
   * @return the tool with this option
   */
  public Tcpretrans withoutLossProbes() {
    return with(options.flag("withoutLossProbes"));
  }

  /**
   * Segments by connection in place of single ones, BCC's {@code -c}.
   *
   * @return the counting tool, which keeps the options for ports and addresses
   */
  public TcpCounts count() {
    return new TcpCounts(name(), "retransmits", options);
  }

  @Override
  Tcpretrans resolved() {
    return with(withOwners(options));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    if (Tracepoints.get("tcp", "tcp_retransmit_skb").fields().stream()
        .anyMatch(each -> each.name().equals("err"))) {
      program.define("OPT_HAS_ERR", 1);
    }
    return program;
  }

  @Override
  Table rows(Table events) {
    Table rows = connections(events);
    StringColumn state = StringColumn.create("state");
    StringColumn type = StringColumn.create("type");
    StringColumn cause = StringColumn.create("cause");
    IntColumn errno = IntColumn.create("errno");
    for (Row row : rows) {
      state.append(TcpStates.name(row.getLong("stateNumber")));
      cause.append(CAUSES.get((int) row.getLong("causeNumber")));
      type.append(cause.get(cause.size() - 1).equals("loss probe") ? "L" : "R");
      errno.append((int) Math.abs(row.getLong("err")));
    }
    rows.addColumns(state, type, cause, errno);
    missing(rows, "sizeBytes");
    missing(rows, "sequence");
    Table shown = options.has("withoutLossProbes") ? rows.where(type.isNotEqualTo("L")) : rows;
    return select(shown, "state", "type", "cause", "segments", "sizeBytes", "sequence", "errno");
  }

  private static void missing(Table rows, String column) {
    for (int row = 0; row < rows.rowCount(); row++) {
      if (rows.stringColumn("state").get(row).equals("NEW_SYN_RECV")) {
        rows.longColumn(column).setMissing(row);
      }
    }
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withPicture(() -> Counts.bars(capture.table().stringColumn("cause").copy()));
  }

  private static String remote(Row row) {
    return Ends.endpoint(row.getString("remoteAddress"), row.getLong("remotePort"));
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-8s %-6s %-2s %-20s %1s> %-20s %s",
        "TIME|PID|IP|LADDR:LPORT|T|RADDR:RPORT|STATE",
        row ->
            Lines.values(
                WallClock.hour(row.getInstant("time")),
                text(row, "pid"),
                row.getLong("family"),
                Ends.endpoint(row.getString("localAddress"), row.getLong("localPort")),
                row.getString("type"),
                remote(row),
                row.getString("state")));
  }
}
