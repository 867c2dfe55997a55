package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpaccept;
import static dev.tracebook.tools.Tools.tcpconnect;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class TcpconnectTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 4", "::1, 6"})
  @Live
  void everyConnectIsARowOfTheProcessThatConnects(String address, long family, @TempDir Path folder)
      throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Child client =
            Child.start(
                folder, TcpPeer.CLIENT, address, String.valueOf(server.getLocalPort()), "23");
        RunningCapture counting = tcpconnect().remotePort(server.getLocalPort()).count().start();
        RunningCapture others = tcpconnect().pid((int) ProcessHandle.current().pid()).start();
        RunningCapture running = tcpconnect().pid(client.pid()).start()) {
      client.go();
      List<Long> ports = TcpPeer.accept(server, 23);
      assertThat(client.end()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames())
          .containsExactly(
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
              "remotePort",
              "outcome");
      assertThat(rows.longColumn("localPort").asList()).isEqualTo(ports);
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) client.pid());
      assertThat(rows.stringColumn("comm").unique().asList()).containsExactly("workload");
      assertThat(rows.longColumn("family").unique().asList()).containsExactly(family);
      assertThat(rows.stringColumn("localAddress").unique().asList()).containsExactly(address);
      assertThat(rows.stringColumn("remoteAddress").unique().asList()).containsExactly(address);
      assertThat(rows.longColumn("remotePort").unique().asList())
          .containsExactly((long) server.getLocalPort());
      assertThat(rows.stringColumn("outcome").unique().asList()).containsExactly("established");
      assertThat(capture.text())
          .startsWith("PID    COMM         IP SADDR            DADDR            DPORT\n");
      assertThat(capture.svg()).isPresent();
      Capture counts = counting.stop();
      assertThat(counts.table().longColumn("connects").asList()).containsExactly(23L);
      assertThat(counts.table().stringColumn("remoteAddress").asList()).containsExactly(address);
      assertThat(counts.summary().events()).isEqualTo(23);
      assertThat(counts.text()).contains("CONNECTS");
      Table own = others.stop().table();
      assertThat(own.where(own.longColumn("remotePort").isEqualTo(server.getLocalPort())).isEmpty())
          .isTrue();
    }
  }

  @Test
  @Live
  void theConnectionsAreThoseThatSsShows() throws Exception {
    List<Socket> open = new ArrayList<>();
    try (ServerSocket server =
            new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        RunningCapture connecting = tcpconnect().remotePort(server.getLocalPort()).start();
        RunningCapture accepting = tcpaccept().localPort(server.getLocalPort()).start()) {
      for (int i = 0; i < 7; i++) {
        open.add(new Socket(server.getInetAddress(), server.getLocalPort()));
        open.add(server.accept());
      }
      assertThat(connecting.stop().table().longColumn("localPort").asList())
          .containsExactlyInAnyOrderElementsOf(ports("dport", server.getLocalPort(), 3));
      assertThat(accepting.stop().table().longColumn("remotePort").asList())
          .containsExactlyInAnyOrderElementsOf(ports("sport", server.getLocalPort(), 4));
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
  }

  /** The ports in a column of what ss shows of one side of the established connections. */
  private static List<Long> ports(String side, int port, int column) throws Exception {
    Process ss =
        new ProcessBuilder("ss", "-Htn", "state", "established", side + " = :" + port).start();
    List<Long> ports = new ArrayList<>();
    for (String line : new String(ss.getInputStream().readAllBytes(), UTF_8).lines().toList()) {
      String address = line.strip().split(" +", -1)[column - 1];
      ports.add(Long.parseLong(address.substring(address.lastIndexOf(':') + 1)));
    }
    return ports;
  }

  @Test
  @Live
  void whatDoesNotComeAboutHasItsOutcome() throws Exception {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
      closed = server.getLocalPort();
    }
    long self = ProcessHandle.current().pid();
    try (ServerSocket full = new ServerSocket(0, 1, loopback);
        RunningCapture running =
            tcpconnect().remotePort(closed, full.getLocalPort()).ipv4().start()) {
      assertThatThrownBy(() -> new Socket(loopback, closed).close())
          .isInstanceOf(ConnectException.class);
      // A backlog of 1 takes two; the third waits, and its connect has returned.
      try (Socket first = new Socket(loopback, full.getLocalPort());
          Socket second = new Socket(loopback, full.getLocalPort());
          SocketChannel third = SocketChannel.open()) {
        third.configureBlocking(false);
        third.connect(new InetSocketAddress(loopback, full.getLocalPort()));
        // What is read from the kernel is a moment behind.
        Table rows = TcpPeer.await(running, 4);
        assertThat(rows.stringColumn("outcome").asList())
            .containsExactly("ECONNREFUSED", "established", "established", "");
        assertThat(rows.longColumn("localPort").asList().subList(1, 3))
            .containsExactly((long) first.getLocalPort(), (long) second.getLocalPort());
        assertThat(rows.longColumn("localPort").min()).isPositive();
        assertThat(rows.longColumn("pid").unique().asList()).containsExactly(self);
      }
      assertThat(running.stop().table().stringColumn("outcome").asList())
          .containsExactly("ECONNREFUSED", "established", "established", "closed");
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> tcpconnect().remotePort(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> tcpconnect().cgroup("/tmp"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("cgroup v2");
    assertThatThrownBy(() -> tcpconnect().cgroup("/no/such")).isInstanceOf(ArgumentException.class);
  }
}
