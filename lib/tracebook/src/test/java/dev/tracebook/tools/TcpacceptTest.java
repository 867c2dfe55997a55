package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpaccept;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class TcpacceptTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 4", "::1, 6"})
  @Live
  void everyAcceptIsARowOfTheProcessThatAccepts(String address, long family, @TempDir Path folder)
      throws Exception {
    long self = ProcessHandle.current().pid();
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName(address));
        Child client =
            Child.start(
                folder, TcpPeer.CLIENT, address, String.valueOf(server.getLocalPort()), "23");
        RunningCapture clients = tcpaccept().pid(client.pid()).start();
        RunningCapture running = tcpaccept().localPort(server.getLocalPort()).start()) {
      client.go();
      List<Long> ports = TcpPeer.accept(server, 23);
      assertThat(client.end()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames()).containsExactlyElementsOf(TcpTool.COLUMNS);
      assertThat(rows.longColumn("remotePort").asList()).isEqualTo(ports);
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly(self);
      assertThat(rows.longColumn("family").unique().asList()).containsExactly(family);
      assertThat(rows.stringColumn("localAddress").unique().asList()).containsExactly(address);
      assertThat(rows.stringColumn("remoteAddress").unique().asList()).containsExactly(address);
      assertThat(capture.text())
          .startsWith("PID     COMM         IP RADDR            RPORT LADDR            LPORT\n");
      assertThat(clients.stop().table().rowCount()).isZero();
    }
  }
}
