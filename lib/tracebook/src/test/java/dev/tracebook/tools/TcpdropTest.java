package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpdrop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.Table;

class TcpdropTest {
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 4", "::1, 6"})
  @Live
  void aPortWithoutAListener(String address, long family) throws Exception {
    InetAddress to = InetAddress.getByName(address);
    int closed;
    try (ServerSocket server = new ServerSocket(0, 1, to)) {
      closed = server.getLocalPort();
    }
    try (RunningCapture running = tcpdrop().port(closed).start()) {
      for (int i = 0; i < 23; i++) {
        assertThatThrownBy(() -> new Socket(to, closed).close())
            .isInstanceOf(ConnectException.class);
      }
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
              "sourceAddress",
              "sourcePort",
              "destinationAddress",
              "destinationPort",
              "state",
              "flags",
              "sizeBytes",
              "reason",
              "place",
              "stack");
      Table rows = all.where(all.longColumn("destinationPort").isEqualTo(closed));
      assertThat(rows.rowCount()).as(all.print()).isEqualTo(23);
      assertThat(rows.stringColumn("reason").unique().asList()).containsExactly("NO_SOCKET");
      assertThat(rows.stringColumn("flags").unique().asList()).containsExactly("SYN");
      assertThat(rows.longColumn("family").unique().asList()).containsExactly(family);
      assertThat(rows.stringColumn("sourceAddress").unique().asList()).containsExactly(address);
      assertThat(rows.stringColumn("destinationAddress").unique().asList())
          .containsExactly(address);
      assertThat(rows.stringColumn("place").unique().asList())
          .allMatch(each -> each.startsWith("tcp_v" + family));
      assertThat(rows.stringColumn("stack").get(0)).contains("tcp_v" + family);
      assertThat(rows.longColumn("pid").countMissing()).isEqualTo(23);
      assertThat(capture.text()).contains("(SYN) NO_SOCKET").contains("\ttcp_v" + family);
      assertThat(capture.svg()).isPresent();
    }
  }

  @Test
  @Live
  void whatTheFirewallDropsIsWhatItCounts(@TempDir Path folder) throws Exception {
    int base = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    try (Child child = LossyNetwork.start(folder, base);
        RunningCapture running = tcpdrop().port(base, base + 1, base + 2).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table all = capture.table();
      Table rows = all.where(all.stringColumn("reason").isEqualTo("NETFILTER_DROP"));
      assertThat(capture.lost()).hasValue(0);
      assertThat(LossyNetwork.dropped(folder)).isGreaterThan(5);
      assertThat((long) rows.rowCount()).isEqualTo(LossyNetwork.dropped(folder));
      assertThat(rows.longColumn("family").asList()).contains(4L, 6L);
      assertThat(
              rows.where(rows.longColumn("sourcePort").isEqualTo(base + 2)).column("flags").get(0))
          .isEqualTo("SYN|ACK");
      assertThat(rows.stringColumn("place").unique().asList()).containsExactly("nf_hook_slow");
    }
  }

  @Test
  @Live
  void whatIsLeftWhenAProgramClosesIsShownWhenAsked() throws Exception {
    try (RunningCapture normal = tcpdrop().start();
        RunningCapture all = tcpdrop().all().start()) {
      double port;
      double client;
      try (ServerSocket server =
              new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
          Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
        port = server.getLocalPort();
        client = socket.getLocalPort();
        // Nobody accepts the connection and reads what came.
        socket.getOutputStream().write(23);
      }
      Table rows = between(all.stop().table(), client, port);
      assertThat(rows.isEmpty()).isFalse();
      assertThat(rows.stringColumn("reason").unique().asList()).containsExactly("QUEUE_PURGE");
      assertThat(between(normal.stop().table(), client, port).rowCount()).isZero();
    }
  }

  private static Table between(Table rows, double source, double destination) {
    return rows.where(
        rows.longColumn("sourcePort")
            .isEqualTo(source)
            .and(rows.longColumn("destinationPort").isEqualTo(destination)));
  }

  @Test
  @Live
  void connectionsThatEndWellDropNothing() throws Exception {
    try (ServerSocket server =
            new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        RunningCapture running = tcpdrop().port(server.getLocalPort()).start()) {
      TcpPeer.exchange(server, 23, 7919, 499);
      for (int i = 0; i < 23; i++) {
        // The server's end is over when the client's FIN comes.
        try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
          server.accept().close();
          assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
      }
      Capture capture = running.stop();
      assertThat(capture.table().rowCount()).as(capture.text()).isZero();
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> tcpdrop().port()).isInstanceOf(ArgumentException.class);
  }
}
