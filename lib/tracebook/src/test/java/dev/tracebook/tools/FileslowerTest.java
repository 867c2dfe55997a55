package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.fileslower;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class FileslowerTest {
  /** Reads of a pipe that wait 20 ms each, and writes and reads of a file that do not. */
  private static final String CALLS =
      """
      int ends[2], fd = open(args[1], O_CREAT | O_RDWR, 0600);
      if (fd < 0 || pipe(ends)) return 1;
      wait_for_go();
      for (int i = 0; i < 23; i++) if (pwrite(fd, "12345", 5, i * 5) != 5) return 1;
      char got[7];
      for (int i = 0; i < 11; i++) if (pread(fd, got, 7, 0) != 7) return 1;
      if (fork() == 0) {
        struct timespec nap = {0, 20000000};
        for (int i = 0; i < 7; i++) { nanosleep(&nap, NULL); if (write(ends[1], "x", 1) != 1) _exit(1); }
        _exit(0);
      }
      for (int i = 0; i < 7; i++) if (read(ends[0], got, 1) != 1) return 1;
      wait(NULL);
      """;

  @Test
  @Live
  void everyCallThatTakesLongEnoughIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, CALLS, folder.resolve("of-tracebook").toString());
        RunningCapture slow =
            fileslower().pid(child.pid()).allFiles().min(Duration.ofMillis(5)).start();
        RunningCapture running = fileslower().pid(child.pid()).min(Duration.ofNanos(1)).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames())
          .containsExactly(
              "time",
              "ktimeNs",
              "uid",
              "pid",
              "tid",
              "comm",
              "operation",
              "sizeBytes",
              "errno",
              "durationNs",
              "file");
      assertThat(rows.rowCount()).isEqualTo(23 + 11);
      assertThat(rows.stringColumn("file").unique().asList()).containsExactly("of-tracebook");
      Table writes = rows.where(rows.stringColumn("operation").isEqualTo("W"));
      assertThat(writes.longColumn("sizeBytes")).hasSize(23).containsOnly(5L);
      assertThat(rows.longColumn("durationNs").min()).isPositive();
      assertThat(capture.text())
          .startsWith("TIME(s)  COMM           TID    D BYTES   LAT(ms) FILENAME\n");
      assertThat(capture.svg()).isPresent();
      // A read waits for its write: nearly each takes the writer's sleep, the pipe has no name.
      Table reads = slow.stop().table();
      Table piped = reads.where(reads.longColumn("sizeBytes").isEqualTo(1));
      assertThat(piped.rowCount()).isBetween(1, 7);
      assertThat(piped.longColumn("durationNs").min()).isGreaterThanOrEqualTo(5e6);
    }
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> fileslower().min(Duration.ofMillis(-1)))
        .isInstanceOf(ArgumentException.class);
  }
}
