package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.host.KernelSymbols;
import dev.tracebook.host.Tracepoints;
import java.util.List;
import java.util.Map;
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
 * {@code cause} (timeout, fast, loss probe, or the kernel's function that called for it; missing
 * where the kernel hides its functions' names), {@code segments, sizeBytes, sequence} (missing for
 * SYN-ACKs), {@code errno} (0 where it was sent). The sum of segments is the kernel's counter
 * TcpRetransSegs. The chart is how often by connection. Costs 2 to 3 microseconds a retransmission.
 *
 * <p>Example: {@code tcpretrans().run(seconds(30)).table().countBy("cause")}
 */
public final class Tcpretrans extends TcpTool<Tcpretrans> {
  private static final String LOSS_PROBE = "tcp_send_loss_probe";

  /** The functions of net/ipv4 that decide to send again. */
  private static final Map<String, String> CAUSES =
      Map.of(
          LOSS_PROBE, "loss probe",
          "tcp_retransmit_timer", "timeout",
          "reqsk_timer_handler", "timeout",
          "tcp_xmit_recovery", "fast",
          "tcp_xmit_retransmit_queue", "fast",
          "tcp_rack_reo_timeout", "fast",
          "tcp_check_req", "SYN again");

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
    return with(withOwners(options).with("symbols", KernelSymbols.read()));
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
    KernelSymbols symbols = options.get("symbols", KernelSymbols.class);
    Table rows = connections(events);
    StringColumn state = StringColumn.create("state");
    StringColumn type = StringColumn.create("type");
    StringColumn cause = StringColumn.create("cause");
    IntColumn errno = IntColumn.create("errno");
    for (Row row : rows) {
      state.append(TcpStates.name(row.getLong("stateNumber")));
      List<String> stack = KernelStack.names(row.getString("stack"), symbols);
      type.append(stack.contains(LOSS_PROBE) ? "L" : "R");
      if (symbols.problem().isEmpty()) {
        cause.append(cause(stack));
      } else {
        cause.appendMissing();
      }
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

  private static String cause(List<String> stack) {
    return stack.stream()
        .filter(CAUSES::containsKey)
        .findFirst()
        .map(CAUSES::get)
        .orElse(stack.size() < 2 ? "" : stack.get(1));
  }

  @Override
  List<String> notes() {
    String problem = options.get("symbols", KernelSymbols.class).problem();
    return problem.isEmpty() ? List.of() : List.of("no causes, and no loss probes: " + problem);
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withPicture(
        () -> {
          StringColumn connection = StringColumn.create("connection");
          for (Row row : capture.table()) {
            connection.append(row.getString("comm") + " → " + remote(row));
          }
          return Counts.bars(connection);
        });
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
