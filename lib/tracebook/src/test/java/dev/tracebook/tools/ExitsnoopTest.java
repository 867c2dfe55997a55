package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.exitsnoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ExitsnoopTest {
  private static final String ENDS =
      """
      wait_for_go();
      for (int i = 0; i < 23; i++) {
        int child = fork();
        if (child == 0) {
          if (i < 7) kill(getpid(), SIGKILL);
          _exit(i < 14 ? 3 : 0);
        }
        if (waitpid(child, NULL, 0) != child) return 1;
      }
      """;

  private static Table of(Capture capture, Child child) {
    Table table = capture.table();
    return table.where(table.longColumn("ppid").isEqualTo((double) child.pid()));
  }

  @Test
  @Live
  void everyProcessThatEndsIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, ENDS);
        RunningCapture unhappy = exitsnoop().failed().start();
        RunningCapture running = exitsnoop().start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = of(capture, child);
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames())
          .containsExactly(
              "time",
              "ktimeNs",
              "uid",
              "pid",
              "tid",
              "ppid",
              "comm",
              "ageNs",
              "exitCode",
              "signal",
              "coreDumped");
      assertThat(rows.rowCount()).isEqualTo(23);
      assertThat(rows.where(rows.stringColumn("signal").isEqualTo("KILL")).rowCount()).isEqualTo(7);
      assertThat(rows.where(rows.intColumn("exitCode").isEqualTo(3)).rowCount()).isEqualTo(7);
      assertThat(rows.where(rows.intColumn("exitCode").isEqualTo(0)).rowCount()).isEqualTo(9);
      assertThat(rows.longColumn("ageNs").min()).isPositive();
      assertThat(of(unhappy.stop(), child).rowCount()).isEqualTo(14);
      assertThat(capture.text()).contains("signal KILL").contains("code 3");
    }
  }

  @Test
  @Live
  void aProcessEndsWithItsLastThread(@TempDir Path folder) throws Exception {
    String threads =
        """
        wait_for_go();
        pthread_t ids[22];
        for (int i = 0; i < 22; i++)
          if (pthread_create(&ids[i], NULL, (void *(*)(void *))usleep, (void *)100000)) return 1;
        pthread_exit(NULL);
        """;
    try (Child child = Child.start(folder, threads);
        RunningCapture each = exitsnoop().pid(child.pid()).perThread().start();
        RunningCapture running = exitsnoop().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Table rows = running.stop().table();
      assertThat(rows.rowCount()).isEqualTo(1);
      assertThat(rows.longColumn("pid").get(0)).isEqualTo(child.pid());
      assertThat(rows.longColumn("tid").get(0)).isNotEqualTo((long) child.pid());
      assertThat(rows.intColumn("exitCode").get(0)).isZero();
      assertThat(each.stop().table().longColumn("tid").unique().size()).isEqualTo(23);
    }
  }
}
