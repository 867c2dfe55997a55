package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcplife;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class TcplifeTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 4", "::1, 6"})
  @Live
  void everyConnectionIsARowAtBothEndsWithItsBytes(String address, long family) throws Exception {
    long self = ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(address));
        RunningCapture ours = tcplife().pid((int) self).start();
        RunningCapture running = tcplife().start()) {
      TcpPeer.exchange(server, 23, 7919, 499);
      Capture capture = running.stop();
      Table all = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(all.columnNames())
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
              "txBytes",
              "rxBytes",
              "durationNs");
      long port = server.getLocalPort();
      Table client = all.where(all.longColumn("remotePort").isEqualTo((double) port));
      Table accepted = all.where(all.longColumn("localPort").isEqualTo((double) port));
      assertThat(client.rowCount()).isEqualTo(23);
      assertThat(accepted.rowCount()).isEqualTo(23);
      assertThat(client.longColumn("txBytes").unique().asList()).containsExactly(7919L);
      assertThat(client.longColumn("rxBytes").unique().asList()).containsExactly(499L);
      assertThat(accepted.longColumn("txBytes").unique().asList()).containsExactly(499L);
      assertThat(accepted.longColumn("rxBytes").unique().asList()).containsExactly(7919L);
      for (Table each : new Table[] {client, accepted}) {
        assertThat(each.longColumn("pid").unique().asList()).containsExactly(self);
        assertThat(each.longColumn("family").unique().asList()).containsExactly(family);
        assertThat(each.stringColumn("localAddress").unique().asList()).containsExactly(address);
        assertThat(each.stringColumn("remoteAddress").unique().asList()).containsExactly(address);
        assertThat(each.longColumn("durationNs").min()).isPositive();
      }
      assertThat(ours.stop().table().rowCount()).isGreaterThanOrEqualTo(46);
      assertThat(capture.text())
          .startsWith(
              "PID     COMM       LADDR           LPORT RADDR           RPORT TX_KB RX_KB MS");
    }
  }

  @Test
  @Live
  void optionsChooseAmongConnections() throws Exception {
    try (ServerSocket server =
            new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        RunningCapture local = tcplife().localPort(server.getLocalPort()).start();
        RunningCapture remote = tcplife().remotePort(1, server.getLocalPort()).ipv4().start();
        RunningCapture other = tcplife().remotePort(server.getLocalPort()).ipv6().start()) {
      TcpPeer.exchange(server, 7, 1, 1);
      assertThat(local.stop().table().rowCount()).isEqualTo(7);
      assertThat(remote.stop().table().rowCount()).isEqualTo(7);
      assertThat(other.stop().table().rowCount()).isZero();
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> tcplife().localPort(65536)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> tcplife().remotePort()).isInstanceOf(ArgumentException.class);
  }
}
