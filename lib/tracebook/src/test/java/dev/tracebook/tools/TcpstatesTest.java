package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpstates;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

class TcpstatesTest {
  private static final List<String> CLIENT =
      List.of("CLOSE", "SYN_SENT", "ESTABLISHED", "FIN_WAIT1", "FIN_WAIT2", "CLOSE");
  private static final List<String> SERVER =
      List.of("LISTEN", "SYN_RECV", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK", "CLOSE");

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  @Live
  void everyChangeIsARowOfTheSocketsOwner(String address, @TempDir Path folder) throws Exception {
    long self = ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Child client =
            Child.start(
                folder, TcpPeer.CLIENT, address, String.valueOf(server.getLocalPort()), "23");
        RunningCapture accepted = tcpstates().localPort(server.getLocalPort()).start();
        RunningCapture connected = tcpstates().pid(client.pid()).start()) {
      client.go();
      List<Long> ports = TcpPeer.accept(server, 23);
      assertThat(client.end()).isZero();
      Table clients = TcpPeer.rows(connected, 23 * 5);
      Table servers = TcpPeer.rows(accepted, 23 * 5);
      assertThat(paths(clients, "localPort")).hasSize(23).containsOnlyKeys(ports);
      assertThat(paths(clients, "localPort").values()).containsOnly(CLIENT);
      assertThat(paths(servers, "remotePort")).hasSize(23).containsOnlyKeys(ports);
      assertThat(paths(servers, "remotePort").values()).containsOnly(SERVER);
      assertThat(servers.longColumn("pid").unique().asList()).containsExactly(self);
      assertThat(servers.stringColumn("remoteAddress").unique().asList()).containsExactly(address);
      assertThat(clients.stringColumn("socket").unique().size()).isPositive();
      // The first change of a socket has no begin of the state before.
      assertThat(clients.longColumn("durationNs").countMissing()).isEqualTo(23);
      assertThat(clients.longColumn("durationNs").min()).isPositive();
      Capture capture = connected.snapshot();
      assertThat(capture.lost()).hasValue(0);
      assertThat(capture.text()).startsWith("SKADDR           PID    COMM       LADDR");
      assertThat(capture.svg()).isPresent();
    }
  }

  /** The states that each connection goes through, by its port. */
  private static Map<Long, List<String>> paths(Table rows, String port) {
    Map<Long, List<String>> paths = new LinkedHashMap<>();
    for (Row row : rows) {
      List<String> path = paths.computeIfAbsent(row.getLong(port), each -> new ArrayList<>());
      if (path.isEmpty()) {
        path.add(row.getString("oldState"));
      }
      path.add(row.getString("newState"));
    }
    return paths;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 7})
  @Live
  void aConnectionThatWasThereBeforeHasItsOwner(int connections) throws Exception {
    long self = ProcessHandle.current().pid();
    try (ServerSocket server =
        new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      List<AutoCloseable> open = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        open.add(new java.net.Socket(server.getInetAddress(), server.getLocalPort()));
        open.add(server.accept());
      }
      try (RunningCapture running = tcpstates().remotePort(server.getLocalPort()).start()) {
        for (AutoCloseable each : open) {
          each.close();
        }
        Table rows = TcpPeer.rows(running, connections);
        Table left = rows.where(rows.stringColumn("oldState").isEqualTo("ESTABLISHED"));
        assertThat(left.rowCount()).isEqualTo(connections);
        assertThat(left.longColumn("pid").unique().asList()).containsExactly(self);
      }
    }
  }
}
