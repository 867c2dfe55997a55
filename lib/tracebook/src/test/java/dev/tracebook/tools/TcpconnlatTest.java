package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpconnlat;
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
import tech.tablesaw.api.Table;

class TcpconnlatTest {
  @Test
  @Live
  void everyConnectIsARow() throws Exception {
    try (ServerSocket server =
            new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        RunningCapture slow =
            tcpconnlat().remotePort(server.getLocalPort()).min(Duration.ofSeconds(10)).start();
        RunningCapture running = tcpconnlat().remotePort(server.getLocalPort()).start()) {
      long before = System.nanoTime();
      TcpPeer.exchange(server, 23, 1, 1);
      long took = System.nanoTime() - before;
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.rowCount()).isEqualTo(23);
      assertThat(rows.longColumn("pid").unique().asList())
          .containsExactly(ProcessHandle.current().pid());
      assertThat(rows.stringColumn("remoteAddress").unique().asList()).containsExactly("127.0.0.1");
      assertThat(rows.longColumn("localPort").min()).isPositive();
      assertThat(rows.longColumn("durationNs").min()).isPositive();
      assertThat(rows.longColumn("durationNs").sum()).isLessThan((double) took);
      assertThat(capture.text())
          .startsWith("PID    COMM         IP SADDR            DADDR            DPORT LAT(ms)");
      assertThat(capture.svg()).isPresent();
      assertThat(slow.stop().table().rowCount()).isZero();
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> tcpconnlat().min(Duration.ZERO)).isInstanceOf(ArgumentException.class);
  }
}
