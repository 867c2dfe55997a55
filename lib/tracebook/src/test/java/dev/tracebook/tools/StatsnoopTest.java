package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.statsnoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class StatsnoopTest {
  private static final String STATS =
      """
      wait_for_go();
      struct stat s;
      for (int i = 0; i < 7919; i++) stat("/no/such/file-of-tracebook", &s);
      for (int i = 0; i < 23; i++) lstat("/dev/null", &s);
      for (int i = 0; i < 23; i++) fstat(0, &s);
      """;

  @Test
  @Live
  void everyCallIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, STATS);
        RunningCapture failed = statsnoop().pid(child.pid()).failed().start();
        RunningCapture running = statsnoop().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames())
          .containsExactly(
              "time", "ktimeNs", "uid", "pid", "tid", "comm", "errno", "error", "path");
      assertThat(rows.rowCount()).isEqualTo(7919 + 23);
      assertThat(rows.where(rows.stringColumn("path").isEqualTo("/dev/null")).stringColumn("error"))
          .hasSize(23)
          .containsOnly("");
      assertThat(failed.stop().table().stringColumn("error")).hasSize(7919).containsOnly("ENOENT");
      assertThat(capture.text().lines().limit(2))
          .containsExactly(
              "PID    COMM               FD ERR PATH",
              "%-6d workload           -1   2 /no/such/file-of-tracebook".formatted(child.pid()));
    }
  }
}
