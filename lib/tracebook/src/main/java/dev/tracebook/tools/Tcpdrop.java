package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.Capture;
import dev.tracebook.host.KernelSymbols;
import dev.tracebook.host.Tracepoint;
import dev.tracebook.host.Tracepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which TCP packets the kernel drops, and why and where.
 *
 * <p>A row a packet: {@code time, ktimeNs, uid, pid, tid, comm} (who owns the socket; missing where
 * there is none or it is not known), {@code family, sourceAddress, sourcePort, destinationAddress,
 * destinationPort, state} (of the socket; missing without one), {@code flags} (such as SYN|ACK),
 * {@code sizeBytes, reason} (such as NO_SOCKET; names and their meaning are the kernel's), {@code
 * place} (the function that dropped it), {@code stack} (functions from the innermost on, with
 * semicolons between). What the end of connections and ordinary acknowledgements leave behind is
 * hidden, see {@link #all}. The chart is the reasons. Needs Linux 5.17 for reasons. Costs 2 to 3
 * microseconds a dropped packet.
 *
 * <p>Example: {@code tcpdrop().run(seconds(30)).table().countBy("reason", "place")}
 */
public final class Tcpdrop extends EventTool<Tcpdrop> {
  /** What happens when all is well: include/net/dropreason-core.h tells what each means. */
  private static final Set<String> NORMAL =
      Set.of("NOT_DROPPED_YET", "CONSUMED", "QUEUE_PURGE", "SOCKET_CLOSE", "TCP_OLD_ACK");

  private static final List<String> FLAGS =
      List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR");

  Tcpdrop(Options options) {
    super("tcpdrop", options);
  }

  @Override
  Tcpdrop with(Options changed) {
    return new Tcpdrop(changed);
  }

  /**
   * Only packets from or to one of these ports.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public Tcpdrop port(int... ports) {
    return with(Ports.set(options, "port", ports));
  }

  /**
   * Only IPv4, BCC's {@code -4}.
   *
   * @return the tool with this option
   */
  public Tcpdrop ipv4() {
    return with(Ports.ipv4(options));
  }

  /**
   * Only IPv6, BCC's {@code -6}.
   *
   * @return the tool with this option
   */
  public Tcpdrop ipv6() {
    return with(Ports.ipv6(options));
  }

  /**
   * Also what is dropped when all is well, such as what is left in the queues of a socket that is
   * closed.
   *
   * @return the tool with this option
   */
  public Tcpdrop all() {
    return with(options.flag("all"));
  }

  @Override
  Tcpdrop resolved() {
    return with(
        TcpTool.withOwners(options)
            .with("symbols", KernelSymbols.read())
            .with("event", Tracepoints.get("skb", "kfree_skb")));
  }

  private Map<Long, String> reasons() {
    return options.get("event", Tracepoint.class).symbols("reason");
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    List<String> fields = new ArrayList<>();
    options.get("event", Tracepoint.class).fields().forEach(each -> fields.add(each.name()));
    if (fields.contains("reason")) {
      program.define("OPT_HAS_REASON", 1);
    }
    if (fields.contains("rx_sk")) {
      program.define("OPT_HAS_RX_SK", 1);
    }
    reasons().entrySet().stream()
        .filter(each -> each.getValue().equals("NOT_SPECIFIED"))
        .forEach(each -> program.define("OPT_NOT_SPECIFIED", each.getKey()));
    if (!options.has("all") && fields.contains("reason")) {
      String hidden =
          reasons().entrySet().stream()
              .filter(each -> NORMAL.contains(each.getValue()))
              .map(each -> "||reason==" + each.getKey())
              .collect(Collectors.joining());
      // 0 and 1 are "not dropped yet" and "consumed" in every kernel that has reasons.
      program.define("OPT_HIDDEN", "(reason<2" + hidden + ")");
    }
    return program;
  }

  @Override
  Table rows(Table events) {
    Table all = Ends.named(Ends.spread(events), "sourceAddress", "destinationAddress");
    Table rows = Ports.chosen(TcpTool.owned(all, options), options);
    KernelSymbols symbols = options.get("symbols", KernelSymbols.class);
    Map<Long, String> reasons = reasons();
    StringColumn state = StringColumn.create("state");
    StringColumn flags = StringColumn.create("flags");
    StringColumn reason = StringColumn.create("reason");
    StringColumn place = StringColumn.create("place");
    StringColumn stack = StringColumn.create("stack");
    for (Row row : rows) {
      state.append(TcpStates.name(row.getLong("stateNumber")));
      flags.append(flags(row.getLong("flagBits")));
      long number = row.getLong("reasonNumber");
      reason.append(reasons.getOrDefault(number, String.valueOf(number)));
      place.append(symbols.at(row.getLong("place")).format(false, false));
      stack.append(String.join(";", KernelStack.names(row.getString("stack"), symbols)));
    }
    rows.removeColumns("place", "stack");
    rows.addColumns(state, flags, reason, place, stack);
    return rows.selectColumns(
        "time",
        "ktimeNs",
        "uid",
        "pid",
        "tid",
        "comm",
        "family",
        "sourceAddress",
        "sourcePort",
        "destinationAddress",
        "destinationPort",
        "state",
        "flags",
        "sizeBytes",
        "reason",
        "place",
        "stack");
  }

  private static String flags(long bits) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < FLAGS.size(); i++) {
      if ((bits >> i & 1) != 0) {
        names.add(FLAGS.get(i));
      }
    }
    return String.join("|", names);
  }

  @Override
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    String problem = options.get("symbols", KernelSymbols.class).problem();
    if (!problem.isEmpty()) {
      notes.add("the kernel's functions have no names: " + problem);
    }
    if (reasons().isEmpty()) {
      notes.add("this kernel gives no reasons, so normal closes are shown too; Linux 5.17 does");
    }
    return notes;
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withPicture(() -> Counts.bars(capture.table().stringColumn("reason").copy()));
  }

  @Override
  String text(Table rows) {
    String lines =
        Lines.of(
            rows,
            "%-8s %-7s %-2s %-20s > %-20s %s (%s)%s",
            "TIME|PID|IP|SADDR:SPORT|DADDR:DPORT|STATE|FLAGS|",
            row ->
                Lines.values(
                    WallClock.hour(row.getInstant("time")),
                    TcpTool.text(row, "pid"),
                    row.getLong("family"),
                    Ends.endpoint(row.getString("sourceAddress"), row.getLong("sourcePort")),
                    Ends.endpoint(
                        row.getString("destinationAddress"), row.getLong("destinationPort")),
                    row.getString("state"),
                    row.getString("flags"),
                    " " + row.getString("reason")));
    List<String> each = lines.lines().toList();
    StringBuilder text = new StringBuilder(each.get(0)).append('\n');
    for (int row = 0; row < rows.rowCount(); row++) {
      text.append(each.get(row + 1)).append('\n');
      String stack = rows.stringColumn("stack").get(row);
      if (!stack.isEmpty()) {
        for (String function : stack.split(";", -1)) {
          text.append("\t").append(function).append('\n');
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
