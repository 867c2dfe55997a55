package dev.tracebook.tools;

import dev.tracebook.error.ArgumentException;
import java.util.Arrays;
import java.util.stream.Collectors;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A tool that gives a row for something that happened to a TCP connection.
 *
 * <p>The process is the one that connected or accepted, never the one that happened to run when a
 * packet came. Addresses are texts; {@code family} is that of the packets, 4 or 6.
 *
 * @param <T> the tool
 */
public abstract class TcpTool<T extends TcpTool<T>> extends EventTool<T> {
  private static final String MAPPED = "::ffff:";
  private static final int MOST_PORTS = 65535;

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
    return with(options.text("localPort", ports("localPort", ports)));
  }

  /**
   * Only connections with one of these ports on the other side, BCC's {@code -P} or {@code -D}.
   *
   * @param ports the ports
   * @return the tool with this option
   */
  public T remotePort(int... ports) {
    return with(options.text("remotePort", ports("remotePort", ports)));
  }

  /**
   * Only IPv4, BCC's {@code -4}.
   *
   * @return the tool with this option
   */
  public T ipv4() {
    return with(options.without("ipv6").flag("ipv4"));
  }

  /**
   * Only IPv6, BCC's {@code -6}.
   *
   * @return the tool with this option
   */
  public T ipv6() {
    return with(options.without("ipv4").flag("ipv6"));
  }

  private static String ports(String option, int... ports) {
    if (ports.length == 0 || Arrays.stream(ports).anyMatch(each -> each < 1 || each > MOST_PORTS)) {
      throw new ArgumentException(
          option + "(" + Arrays.toString(ports) + ") names no ports",
          "a port is a number from 1 to " + MOST_PORTS,
          option + "(443, 8080), for example",
          "man 7 tcp");
    }
    return Arrays.stream(ports).mapToObj(String::valueOf).collect(Collectors.joining(","));
  }

  /** The rows with addresses as texts, without what the filters exclude. */
  final Table connections(Table events) {
    events.replaceColumn("saddr", address("localAddress", events.stringColumn("saddr")));
    StringColumn remote = address("remoteAddress", events.stringColumn("daddr"));
    events.replaceColumn("daddr", remote);
    // Of the packets: a socket for IPv6, such as Java's, carries IPv4 too.
    LongColumn family = LongColumn.create("family");
    remote.forEach(each -> family.append(each.indexOf(':') < 0 ? 4 : 6));
    events.replaceColumn("family", family);
    Table rows = events;
    if (options.has("ipv4") || options.has("ipv6")) {
      rows = rows.where(rows.longColumn("family").isEqualTo(options.has("ipv4") ? 4 : 6));
    }
    for (String port : new String[] {"localPort", "remotePort"}) {
      if (options.has(port)) {
        long[] wanted =
            Arrays.stream(options.text(port).split(",", -1)).mapToLong(Long::parseLong).toArray();
        rows = rows.where(rows.longColumn(port).isIn(wanted));
      }
    }
    return rows;
  }

  /** The kernel gives IPv4 addresses as IPv6 ones too, mapped. */
  private static StringColumn address(String name, StringColumn addresses) {
    StringColumn texts = StringColumn.create(name);
    addresses.forEach(
        each ->
            texts.append(
                each.startsWith(MAPPED) && each.indexOf('.') > 0
                    ? each.substring(MAPPED.length())
                    : each));
    return texts;
  }
}
