package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.opensnoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class OpensnoopTest {
  private static final String OPENS =
      """
      wait_for_go();
      char missing[] = "/no/such/file-of-tracebook";
      for (int i = 0; i < 7919; i++) openat(AT_FDCWD, missing, O_RDONLY | O_CLOEXEC);
      for (int i = 0; i < 23; i++) close(open("/dev/null", O_RDWR));
      """;

  @Test
  @Live
  void everyOpenOfTheProcessIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, OPENS);
        RunningCapture running = opensnoop().pid(child.pid()).start()) {
      Instant before = Instant.now();
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(capture.summary().events()).isEqualTo(7919 + 23);
      assertThat(rows.columnNames())
          .containsExactly(
              "time", "ktimeNs", "uid", "pid", "tid", "comm", "fd", "errno", "error", "flags",
              "path");
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
      assertThat(rows.longColumn("tid").unique().asList()).containsExactly((long) child.pid());
      assertThat(rows.stringColumn("comm").unique().asList()).containsExactly("workload");
      Table missing = rows.where(rows.stringColumn("path").isEqualTo("/no/such/file-of-tracebook"));
      assertThat(missing.rowCount()).isEqualTo(7919);
      assertThat(missing.stringColumn("error").unique().asList()).containsExactly("ENOENT");
      assertThat(missing.intColumn("fd").countMissing()).isEqualTo(7919);
      assertThat(missing.stringColumn("flags").unique().asList())
          .containsExactly("O_RDONLY|O_CLOEXEC");
      Table opened = rows.where(rows.stringColumn("path").isEqualTo("/dev/null"));
      assertThat(opened.rowCount()).isEqualTo(23);
      assertThat(opened.intColumn("fd").unique().asList()).containsExactly(3);
      assertThat(opened.stringColumn("flags").unique().asList()).containsExactly("O_RDWR");
      assertThat(rows.instantColumn("time").get(0))
          .isBetween(before.minusSeconds(1), Instant.now().plusSeconds(1));
      assertThat(capture.text().lines().limit(2))
          .containsExactly(
              "PID    COMM               FD ERR PATH",
              "%-6d workload           -1   2 /no/such/file-of-tracebook".formatted(child.pid()));
    }
    assertThat(BpfModule.loaded()).isEmpty();
  }

  @Test
  @Live
  void optionsChooseAmongOpens(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, OPENS);
        RunningCapture failed = opensnoop().pid(child.pid()).failed().start();
        RunningCapture writing =
            opensnoop().pid(child.pid()).flagFilter("O_WRONLY", "O_RDWR").start();
        RunningCapture others = opensnoop().pid(child.pid()).comm("no-such-comm").start()) {
      assertThat(child.finish()).isZero();
      assertThat(failed.stop().table().rowCount()).isEqualTo(7919);
      assertThat(writing.stop().table().rowCount()).isEqualTo(23);
      assertThat(others.stop().table().rowCount()).isZero();
    }
  }

  @Test
  @Live
  void aProcessThatIsGoneIsToldBeforeAnythingIsAttached() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThatThrownBy(() -> opensnoop().pid((int) gone.pid()).run(Duration.ofSeconds(5)))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("no process " + gone.pid());
    assertThat(BpfModule.loaded()).isEmpty();
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> opensnoop().flagFilter("O_RDRW"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("O_RDWR");
    assertThatThrownBy(() -> opensnoop().flagFilter()).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> opensnoop().pid(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> opensnoop().bufferPages(3)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> opensnoop().comm(" ")).isInstanceOf(ArgumentException.class);
  }

  @Test
  void theToolSaysWhatItAsksAndCosts() {
    assertThat(opensnoop().pid(12).failed().toString())
        .startsWith("opensnoop().pid(12).failed(): which files are opened")
        .contains("Overhead: about 1 microsecond an open")
        .contains("run(seconds(5))");
  }
}
