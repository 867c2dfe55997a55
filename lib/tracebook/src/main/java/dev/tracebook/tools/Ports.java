package dev.tracebook.tools;

import dev.tracebook.error.ArgumentException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/** The options that choose connections by their ports and by the family of their addresses. */
final class Ports {
  private static final int MOST_PORTS = 65535;

  private Ports() {}

  static Options set(Options options, String option, int... ports) {
    if (ports.length == 0 || Arrays.stream(ports).anyMatch(each -> each < 1 || each > MOST_PORTS)) {
      throw new ArgumentException(
          option + "(" + Arrays.toString(ports) + ") names no ports",
          "a port is a number from 1 to " + MOST_PORTS,
          option + "(443, 8080), for example",
          "man 7 tcp");
    }
    return options.text(
        option, Arrays.stream(ports).mapToObj(String::valueOf).collect(Collectors.joining(",")));
  }

  static Options ipv4(Options options) {
    return options.without("ipv6").flag("ipv4");
  }

  static Options ipv6(Options options) {
    return options.without("ipv4").flag("ipv6");
  }

  /** The rows without what the options exclude. */
  static Table chosen(Table all, Options options) {
    Table rows = all;
    if (options.has("ipv4") || options.has("ipv6")) {
      rows = rows.where(rows.longColumn("family").isEqualTo(options.has("ipv4") ? 4 : 6));
    }
    for (String port : List.of("localPort", "remotePort")) {
      if (options.has(port)) {
        rows = rows.where(rows.longColumn(port).isIn(wanted(options, port)));
      }
    }
    if (options.has("port")) {
      long[] wanted = wanted(options, "port");
      rows =
          rows.where(
              rows.longColumn("sourcePort")
                  .isIn(wanted)
                  .or(rows.longColumn("destinationPort").isIn(wanted)));
    }
    return rows;
  }

  private static long[] wanted(Options options, String option) {
    return Arrays.stream(options.text(option).split(",", -1)).mapToLong(Long::parseLong).toArray();
  }
}
