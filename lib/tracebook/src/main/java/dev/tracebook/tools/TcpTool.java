package dev.tracebook.tools;

import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.SocketOwners;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A tool that gives a row for something that happened to a TCP connection.
 *
 * <p>The process is the one that connected or accepted, never the one that happened to run when a
 * packet came; of a connection that was there before the start, the first one that has it open.
 * Addresses are texts; {@code family} is that of the packets, 4 or 6.
 *
 * @param <T> the tool
 */
public abstract class TcpTool<T extends TcpTool<T>> extends EventTool<T> {
  static final List<String> COLUMNS =
      List.of(
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
          "remotePort");

  TcpTool(String name, Options options) {
    super(name, options);
  }

  /**
   * Only connections with one of these ports on this machine, BCC's {@code -L}.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public T localPort(int... ports) {
    return with(Ports.set(options, "localPort", ports));
  }

  /**
   * Only connections with one of these ports on the other side, BCC's {@code -P} or {@code -D}.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public T remotePort(int... ports) {
    return with(Ports.set(options, "remotePort", ports));
  }

  /**
   * Only IPv4, BCC's {@code -4}.
   *
   * @return the tool with this option
   */
  public T ipv4() {
    return with(Ports.ipv4(options));
  }

  /**
   * Only IPv6, BCC's {@code -6}.
   *
   * @return the tool with this option
   */
  public T ipv6() {
    return with(Ports.ipv6(options));
  }

  /**
   * Remembers which processes have which sockets now, for tools that also tell of connections that
   * were there before.
   */
  static Options withOwners(Options options) {
    return options.with("owners", new SocketOwners());
  }

  /** The rows with addresses as texts and owners, without what the options exclude. */
  final Table connections(Table events) {
    Ends.named(Ends.spread(events), "localAddress", "remoteAddress");
    return Ports.chosen(owned(events, options), options);
  }

  /** The rows with the owners of the sockets, missing where not known, without others' rows. */
  static Table owned(Table events, Options options) {
    Map<Long, ProcessInfo> before = before(events.longColumn("inode"), options);
    LongColumn uid = LongColumn.create("uid");
    LongColumn pid = LongColumn.create("pid");
    LongColumn tid = LongColumn.create("tid");
    StringColumn comm = StringColumn.create("comm");
    for (Row row : events) {
      ProcessInfo owner = before.get(row.getLong("inode"));
      if (row.getLong("pid") != 0) {
        uid.append(row.getLong("uid"));
        pid.append(row.getLong("pid"));
        tid.append(row.getLong("tid"));
        comm.append(row.getString("comm"));
      } else if (owner != null) {
        uid.append(owner.uid());
        pid.append(owner.pid());
        tid.appendMissing();
        comm.append(owner.comm());
      } else {
        uid.appendMissing();
        pid.appendMissing();
        tid.appendMissing();
        comm.appendMissing();
      }
    }
    Table rows = events;
    for (Column<?> each : List.of(uid, pid, tid, comm)) {
      rows.replaceColumn(each.name(), each);
    }
    for (String each : List.of("pid", "tid", "uid")) {
      if (options.has(each)) {
        rows = rows.where(rows.longColumn(each).isEqualTo((double) options.number(each, 0)));
      }
    }
    return rows;
  }

  private static Map<Long, ProcessInfo> before(LongColumn inodes, Options options) {
    Set<Long> asked = new HashSet<>();
    inodes.forEach(each -> asked.add(each));
    asked.remove(0L);
    return options.has("owners") ? options.get("owners", SocketOwners.class).find(asked) : Map.of();
  }

  /** The columns that all have, and further ones. */
  static Table select(Table rows, String... further) {
    return rows.selectColumns(
        Stream.concat(COLUMNS.stream(), Stream.of(further)).toArray(String[]::new));
  }

  /** A number that may be missing, as text. */
  static String text(Row row, String column) {
    return row.isMissing(column) ? "" : String.valueOf(row.getLong(column));
  }
}
