package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcptop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class TcptopTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 4", "::1, 6"})
  @Live
  void bytesAreExactAtBothEnds(String address, long family) throws Exception {
    int self = (int) ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(address));
        RunningCapture intervals =
            tcptop().remotePort(server.getLocalPort()).every(Duration.ofMillis(7)).start();
        RunningCapture running = tcptop().pid(self).start()) {
      TcpPeer.exchange(server, 23, 7919, 499);
      Capture capture = running.stop();
      Table all = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(all.columnNames())
          .containsExactly(
              "pid",
              "comm",
              "family",
              "localAddress",
              "localPort",
              "remoteAddress",
              "remotePort",
              "rxBytes",
              "txBytes",
              "calls");
      double port = server.getLocalPort();
      Table client = all.where(all.longColumn("remotePort").isEqualTo(port));
      Table accepted = all.where(all.longColumn("localPort").isEqualTo(port));
      assertThat(client.rowCount()).isEqualTo(23);
      assertThat(accepted.rowCount()).isEqualTo(23);
      assertThat(client.longColumn("txBytes").unique().asList()).containsExactly(7919L);
      assertThat(client.longColumn("rxBytes").unique().asList()).containsExactly(499L);
      assertThat(accepted.longColumn("txBytes").unique().asList()).containsExactly(499L);
      assertThat(accepted.longColumn("rxBytes").unique().asList()).containsExactly(7919L);
      assertThat(client.longColumn("family").unique().asList()).containsExactly(family);
      assertThat(client.stringColumn("remoteAddress").unique().asList()).containsExactly(address);
      assertThat(capture.text())
          .startsWith(
              "PID    COMM         LADDR                 RADDR                  RX_KB  TX_KB");
      assertThat(capture.svg()).isPresent();
      Capture over = intervals.stop();
      assertThat((long) over.table().longColumn("txBytes").sum()).isEqualTo(23 * 7919);
      assertThat((long) over.table().longColumn("rxBytes").sum()).isEqualTo(23 * 499);
      assertThat(over.table().columnNames()).startsWith("time", "ktimeNs", "pid");
      assertThat(over.text()).startsWith("TIME     PID");
      assertThat(over.svg()).isPresent();
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> tcptop().every(Duration.ZERO)).isInstanceOf(ArgumentException.class);
  }
}
