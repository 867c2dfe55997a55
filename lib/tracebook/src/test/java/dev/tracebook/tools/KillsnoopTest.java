package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.killsnoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class KillsnoopTest {
  private static final String KILLS =
      """
      wait_for_go();
      signal(SIGUSR1, SIG_IGN);
      for (int i = 0; i < 23; i++) kill(getpid(), SIGUSR1);
      for (int i = 0; i < 7; i++) kill(2147483646, 0);
      for (int i = 0; i < 5; i++) syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
      """;

  @Test
  @Live
  void everyCallIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, KILLS);
        RunningCapture failed = killsnoop().pid(child.pid()).failed().start();
        RunningCapture own = killsnoop().target(child.pid()).signal(10).start();
        RunningCapture running = killsnoop().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(rows.columnNames())
          .containsExactly(
              "time",
              "ktimeNs",
              "uid",
              "pid",
              "tid",
              "comm",
              "signal",
              "signalName",
              "targetPid",
              "errno",
              "error");
      assertThat(rows.rowCount()).isEqualTo(23 + 7 + 5);
      assertThat(rows.where(rows.stringColumn("signalName").isEqualTo("USR1")).rowCount())
          .isEqualTo(28);
      Table errors = failed.stop().table();
      assertThat(errors.stringColumn("error")).hasSize(7).containsOnly("ESRCH");
      assertThat(errors.longColumn("targetPid").unique().asList()).containsExactly(2147483646L);
      // The only thread has the id of its process.
      assertThat(own.stop().table().rowCount()).isEqualTo(28);
      assertThat(capture.text().lines().limit(2))
          .containsExactly(
              "PID     COMM             SIG  TPID    RESULT",
              "%-7d workload         10   %-7d 0".formatted(child.pid(), child.pid()));
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> killsnoop().signal(65)).isInstanceOf(ArgumentException.class);
    assertThat(Signals.name(9)).isEqualTo("KILL");
    assertThat(Signals.name(34)).isEqualTo("RT2");
  }
}
