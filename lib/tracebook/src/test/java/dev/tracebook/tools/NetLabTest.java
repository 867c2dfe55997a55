package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.gethostlatency;
import static dev.tracebook.tools.Tools.tcpconnect;
import static dev.tracebook.tools.Tools.tcpretrans;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** The lab's lossy network shows what the notebook on TCP says of it, and ends without a trace. */
class NetLabTest {
  private static Table ours(RunningCapture running) {
    Table rows = running.stop().table();
    return rows.where(rows.stringColumn("comm").startsWith("lab-"));
  }

  @Test
  @Live
  void itsFaultsAreFound() throws Exception {
    int server;
    try (Lab lab = Lab.start("net")) {
      server = lab.pid("net");
      try (RunningCapture connecting = tcpconnect().dns().start();
          RunningCapture sendingAgain = tcpretrans().start();
          RunningCapture lookingUp = gethostlatency().start()) {
        lab.call("load", "net", "4");
        Set<String> outcomes = new TreeSet<>();
        for (var row : ours(connecting)) {
          if (row.getLong("family") == 4) {
            outcomes.add(row.getString("query") + " " + row.getString("outcome"));
          }
        }
        assertThat(outcomes)
            .contains("files.lab established", "refusing.lab ECONNREFUSED", "full.lab closed");
        Table again = ours(sendingAgain);
        // Nobody answers a SYN to the full queue; the client tries again after a second.
        Table unanswered = again.where(again.longColumn("remotePort").isEqualTo(8002));
        assertThat(unanswered.stringColumn("state").unique().asList()).containsExactly("SYN_SENT");
        assertThat(unanswered.stringColumn("cause").unique().asList()).containsExactly("timeout");
        Table names = ours(lookingUp);
        assertThat(
                names
                    .where(names.stringColumn("host").isEqualTo("no-such-name.lab"))
                    .stringColumn("error")
                    .unique()
                    .asList())
            .containsExactly("EAI_NONAME");
      }
    }
    assertThat(Files.exists(Path.of("/proc", String.valueOf(server)))).isFalse();
  }
}
