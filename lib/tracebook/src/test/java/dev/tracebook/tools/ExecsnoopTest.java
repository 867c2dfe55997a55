package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.execsnoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ExecsnoopTest {
  private static final String STARTS =
      """
      wait_for_go();
      for (int i = 0; i < 23; i++) {
        int child = fork();
        if (child == 0) {
          char *none[] = {"/no/such/program", "of-tracebook", NULL};
          char *args[] = {"true", "marked by", "tracebook", NULL};
          execv(none[0], none);
          execv("/bin/true", args);
          _exit(1);
        }
        int status;
        if (waitpid(child, &status, 0) != child || status) return 1;
      }
      """;

  @Test
  @Live
  void everyStartedProgramIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, STARTS);
        RunningCapture all = execsnoop().ppid(child.pid()).fails().quote().start();
        RunningCapture running = execsnoop().ppid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.rowCount()).isEqualTo(23);
      assertThat(rows.columnNames())
          .containsExactly(
              "time", "ktimeNs", "uid", "pid", "tid", "ppid", "comm", "errno", "error", "args");
      assertThat(rows.stringColumn("args").unique().asList())
          .containsExactly("true marked by tracebook");
      assertThat(rows.stringColumn("comm").unique().asList()).containsExactly("true");
      assertThat(rows.longColumn("ppid").unique().asList()).containsExactly((long) child.pid());
      assertThat(rows.longColumn("pid").unique().size()).isEqualTo(23);
      assertThat(capture.text().lines().limit(2))
          .containsExactly(
              "PCOMM            PID     PPID    RET ARGS",
              "true             %-7d %-7d   0 true marked by tracebook"
                  .formatted(rows.longColumn("pid").getLong(0), child.pid()));

      Table failed = all.stop().table();
      assertThat(failed.rowCount()).isEqualTo(46);
      assertThat(
              failed.where(failed.stringColumn("error").isEqualTo("ENOENT")).stringColumn("args"))
          .hasSize(23)
          .containsOnly("\"/no/such/program\" \"of-tracebook\"");
      assertThat(failed.where(failed.stringColumn("error").isEqualTo("")).stringColumn("args"))
          .hasSize(23)
          .containsOnly("\"true\" \"marked by\" \"tracebook\"");
    }
  }

  @Test
  @Live
  void aLongCommandLineIsMarked(@TempDir Path folder) throws Exception {
    String once =
        """
        wait_for_go();
        char *text = malloc(5000);
        memset(text, 'x', 4999);
        text[4999] = 0;
        char *line[] = {"true", text, NULL};
        execv("/bin/true", line);
        """;
    try (Child child = Child.start(folder, once);
        RunningCapture other = execsnoop().pid(child.pid()).line("no-such-text").start();
        RunningCapture running = execsnoop().pid(child.pid()).line("xxx").start()) {
      assertThat(child.finish()).isZero();
      Table rows = running.stop().table();
      assertThat(rows.rowCount()).isEqualTo(1);
      assertThat(rows.stringColumn("args").get(0)).isEqualTo("true " + "x".repeat(1018) + "…");
      assertThat(other.stop().table().rowCount()).isZero();
    }
  }
}
