package dev.tracebook.tools;

import dev.tracebook.capture.Capture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which states TCP connections go through, and how long they stay.
 *
 * <p>A row a change of state: {@code time, ktimeNs, uid, pid, tid, comm} (who connected, listens or
 * accepted; missing where not known), {@code family, localAddress, localPort, remoteAddress,
 * remotePort} (a port that was not chosen yet is that of the next row of the socket; 0 where there
 * is none), {@code socket} (the kernel's address of it: the same in all rows of a connection),
 * {@code oldState, newState, durationNs} (in the old state; missing where its begin was not seen).
 * The chart is how often each change happened. Costs about 1 microsecond a change.
 *
 * <p>Example: {@code tcpstates().localPort(5432).run(seconds(10))}
 */
public final class Tcpstates extends TcpTool<Tcpstates> {
  private static final List<String> OWNER = List.of("uid", "pid", "tid");
  private static final List<String> PORTS = List.of("localPort", "remotePort");

  /** The rows of one socket between two times that it is closed. */
  private static final class Life {
    final List<Integer> rows = new ArrayList<>();
    long since;
  }

  Tcpstates(Options options) {
    super("tcpstates", options);
  }

  @Override
  Tcpstates with(Options changed) {
    return new Tcpstates(changed);
  }

  @Override
  Tcpstates resolved() {
    return with(withOwners(options));
  }

  @Override
  Table rows(Table events) {
    Ends.named(Ends.spread(events), "localAddress", "remoteAddress");
    LongColumn duration = LongColumn.create("durationNs", events.rowCount());
    Map<Long, Life> lives = new HashMap<>();
    for (int row = 0; row < events.rowCount(); row++) {
      long socket = events.longColumn("socketId").getLong(row);
      String oldState = TcpStates.name(events.longColumn("oldNumber").getLong(row));
      String newState = TcpStates.name(events.longColumn("newNumber").getLong(row));
      if (oldState.equals("CLOSE") || (oldState.equals("LISTEN") && newState.equals("SYN_RECV"))) {
        complete(events, lives.remove(socket));
      }
      Life life = lives.computeIfAbsent(socket, each -> new Life());
      life.rows.add(row);
      if (events.longColumn("kind").getLong(row) != 0) {
        continue;
      }
      long now = events.longColumn("ktimeNs").getLong(row);
      if (life.since != 0) {
        duration.set(row, now - life.since);
      }
      life.since = now;
      if (newState.equals("CLOSE")) {
        complete(events, lives.remove(socket));
      }
    }
    lives.values().forEach(life -> complete(events, life));
    events.addColumns(duration);
    Table changes = events.where(events.longColumn("kind").isEqualTo(0));
    StringColumn socket = StringColumn.create("socket");
    StringColumn oldState = StringColumn.create("oldState");
    StringColumn newState = StringColumn.create("newState");
    for (Row row : changes) {
      socket.append(Long.toHexString(row.getLong("socketId")));
      oldState.append(TcpStates.name(row.getLong("oldNumber")));
      newState.append(TcpStates.name(row.getLong("newNumber")));
    }
    changes.addColumns(socket, oldState, newState);
    return select(
        Ports.chosen(owned(changes, options), options),
        "socket",
        "oldState",
        "newState",
        "durationNs");
  }

  /** What a later event of the socket knows is true of the earlier ones too. */
  private static void complete(Table events, @Nullable Life life) {
    if (life == null) {
      return;
    }
    for (int i = life.rows.size() - 2; i >= 0; i--) {
      int row = life.rows.get(i);
      int next = life.rows.get(i + 1);
      if (events.longColumn("pid").getLong(row) == 0) {
        OWNER.forEach(each -> copy(events.longColumn(each), next, row));
        events.stringColumn("comm").set(row, events.stringColumn("comm").get(next));
      }
      for (String each : PORTS) {
        if (events.longColumn(each).getLong(row) == 0) {
          copy(events.longColumn(each), next, row);
        }
      }
      if (TcpStates.name(events.longColumn("oldNumber").getLong(row)).equals("LISTEN")) {
        // Made of the listening socket, whose addresses it has at first.
        for (String each : List.of("localAddress", "remoteAddress")) {
          events.stringColumn(each).set(row, events.stringColumn(each).get(next));
        }
        copy(events.longColumn("family"), next, row);
      }
    }
  }

  private static void copy(LongColumn column, int from, int to) {
    column.set(to, column.getLong(from));
  }

  @Override
  Capture drawn(Capture capture) {
    return capture.withPicture(
        () -> {
          StringColumn change = StringColumn.create("change");
          for (Row row : capture.table()) {
            change.append(row.getString("oldState") + " → " + row.getString("newState"));
          }
          return Counts.bars(change);
        });
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-16s %-6s %-10s %-15s %-5s %-15s %-5s %-11s -> %-11s %s",
        "SKADDR|PID|COMM|LADDR|LPORT|RADDR|RPORT|OLDSTATE|NEWSTATE|MS",
        row ->
            Lines.values(
                row.getString("socket"),
                text(row, "pid"),
                row.getString("comm"),
                row.getString("localAddress"),
                row.getLong("localPort"),
                row.getString("remoteAddress"),
                row.getLong("remotePort"),
                row.getString("oldState"),
                row.getString("newState"),
                String.format(
                    Locale.ROOT,
                    "%.3f",
                    row.isMissing("durationNs") ? 0.0 : row.getLong("durationNs") / 1e6)));
  }
}
