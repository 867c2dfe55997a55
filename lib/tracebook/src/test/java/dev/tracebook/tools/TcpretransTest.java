package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.tcpretrans;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class TcpretransTest {
  @Test
  @Live
  void theSegmentsAreThoseThatTheKernelCounts(@TempDir Path folder) throws Exception {
    int base = ThreadLocalRandom.current().nextInt(20_000, 30_000);
    int[] ports = {base, base + 1, base + 2};
    try (Child child = LossyNetwork.start(folder, base);
        RunningCapture sent = tcpretrans().remotePort(ports).count().start();
        RunningCapture received = tcpretrans().localPort(ports).count().start();
        RunningCapture running = tcpretrans().comm("workload").start()) {
      assertThat(child.finish()).isZero();
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
              "state",
              "type",
              "cause",
              "segments",
              "sizeBytes",
              "sequence",
              "errno");
      Table rows =
          all.where(
              all.longColumn("localPort")
                  .isBetweenInclusive(base, base + 2)
                  .or(all.longColumn("remotePort").isBetweenInclusive(base, base + 2)));
      long counted = LossyNetwork.retransmitted(folder);
      assertThat(counted).isGreaterThan(5);
      assertThat((long) rows.longColumn("segments").sum()).as(capture.text()).isEqualTo(counted);
      assertThat(
              (long) sent.stop().table().longColumn("retransmits").sum()
                  + (long) received.stop().table().longColumn("retransmits").sum())
          .isEqualTo(counted);

      Table client = rows.where(rows.longColumn("remotePort").isBetweenInclusive(base, base + 2));
      assertThat(client.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
      assertThat(client.stringColumn("state").asList()).contains("SYN_SENT", "ESTABLISHED");
      // A lost answer to a SYN, which the server sends again.
      Table answers = rows.where(rows.longColumn("localPort").isEqualTo(base + 2));
      assertThat(answers.stringColumn("state").asList()).contains("NEW_SYN_RECV");
      assertThat(answers.stringColumn("comm").unique().asList()).containsExactly("workload");
      assertThat(answers.longColumn("pid").asList()).doesNotContain((long) child.pid());
      // The only data in flight is lost: a probe of the tail, before the timeout.
      for (int family : new int[] {4, 6}) {
        Table tail =
            client.where(
                client
                    .longColumn("remotePort")
                    .isEqualTo(base + 1)
                    .and(client.longColumn("family").isEqualTo(family)));
        assertThat(tail.stringColumn("type").get(0)).isEqualTo("L");
        assertThat(tail.stringColumn("cause").get(0)).isEqualTo("loss probe");
        assertThat(tail.longColumn("sizeBytes").get(0)).isEqualTo(1);
      }
      assertThat(rows.stringColumn("cause").unique().asList())
          .contains("loss probe", "timeout", "SYN-ACK")
          .isSubsetOf("loss probe", "timeout", "recovery", "SYN-ACK");
      assertThat(capture.text())
          .startsWith("TIME     PID    IP LADDR:LPORT          T> RADDR:RPORT          STATE\n");
      assertThat(capture.svg()).isPresent();
    }
  }
}
