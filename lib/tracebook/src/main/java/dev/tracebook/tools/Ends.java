package dev.tracebook.tools;

import java.util.List;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The members of {@code struct ends_t} and {@code struct owner_t} of bpf/tcp.h as columns. */
final class Ends {
  private static final String MAPPED = "::ffff:";

  private Ends() {}

  /** The table with the members of the nested structs under their own names. */
  static Table spread(Table events) {
    for (String each : List.copyOf(events.columnNames())) {
      if (each.endsWith("pad")) {
        events.removeColumns(each);
      }
    }
    events
        .columns()
        .forEach(
            each -> {
              if (each.name().startsWith("ends.") || each.name().startsWith("owner.")) {
                each.setName(each.name().substring(each.name().indexOf('.') + 1));
              }
            });
    return events;
  }

  /** The table with addresses as a user writes them, and the family of the packets, 4 or 6. */
  static Table named(Table events, String localAddress, String remoteAddress) {
    events.replaceColumn("saddr", address(localAddress, events.stringColumn("saddr")));
    StringColumn remote = address(remoteAddress, events.stringColumn("daddr"));
    events.replaceColumn("daddr", remote);
    // Of the packets: a socket for IPv6, such as Java's, carries IPv4 too.
    LongColumn family = LongColumn.create("family");
    remote.forEach(each -> family.append(each.indexOf(':') < 0 ? 4 : 6));
    if (events.columnNames().contains("family")) {
      events.replaceColumn("family", family);
    } else {
      events.addColumns(family);
    }
    return events;
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

  /** An address with its port, as {@code ss} writes it. */
  static String endpoint(String address, long port) {
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port;
  }
}
