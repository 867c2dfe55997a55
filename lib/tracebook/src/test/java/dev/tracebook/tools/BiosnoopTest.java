package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.biosnoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class BiosnoopTest {
  /**
   * Past the page cache, each in the middle of its own 64 KiB of a file whose blocks are there
   * already: the kernel has no other request next to them to merge them with.
   */
  private static final String WRITES =
      """
      int fd = open(args[1], O_CREAT | O_WRONLY | O_DIRECT, 0600);
      void *file;
      size_t chunk = 65536;
      if (fd < 0 || posix_memalign(&file, 4096, 23 * chunk)) return 1;
      memset(file, 'x', 23 * chunk);
      if (pwrite(fd, file, 23 * chunk, 0) != 23 * chunk || fsync(fd)) return 1;
      wait_for_go();
      for (int i = 0; i < 23; i++)
        if (pwrite(fd, file, 4096, i * chunk + chunk / 2) != 4096) return 1;
      """;

  @Test
  @Live
  void everyWriteOfTheProcessIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, WRITES, folder.resolve("written").toString());
        RunningCapture own = biosnoop().pid(child.pid()).start();
        RunningCapture running = biosnoop().start()) {
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
              "disk",
              "operation",
              "sector",
              "sizeBytes",
              "queuedNs",
              "durationNs",
              "error");
      Table rows = all.where(all.longColumn("pid").isEqualTo((double) child.pid()));
      Table writes = rows.where(rows.stringColumn("operation").endsWith("Write"));
      assertThat(writes.rowCount()).isEqualTo(23);
      assertThat(writes.longColumn("sizeBytes").unique().asList()).containsExactly(4096L);
      assertThat(writes.stringColumn("comm").unique().asList()).containsExactly("workload");
      assertThat(writes.longColumn("durationNs").min()).isPositive();
      assertThat(writes.stringColumn("error").unique().asList()).containsExactly("");
      assertThat(Path.of("/sys/class/block", writes.stringColumn("disk").get(0))).exists();
      assertThat(own.stop().table().rowCount()).isEqualTo(rows.rowCount());
      assertThat(capture.text())
          .startsWith("TIME(s)     COMM           PID     DISK      T SECTOR");
      assertThat(capture.svg()).isPresent();
    }
  }
}
