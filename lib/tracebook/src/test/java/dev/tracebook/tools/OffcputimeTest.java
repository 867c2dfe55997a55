package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.offcputime;
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

class OffcputimeTest {
  private static final String SLEEPS =
      """
      wait_for_go();
      struct timespec nap = {0, 20000000};
      for (int i = 0; i < 23; i++) nanosleep(&nap, NULL);
      wait_for_go();
      """;

  @Test
  @Live
  void sleepsAreTimeOffTheCpu(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, SLEEPS);
        RunningCapture longer = offcputime().pid(child.pid()).min(Duration.ofSeconds(30)).start();
        RunningCapture running = offcputime().pid(child.pid()).state(1).userThreadsOnly().start()) {
      child.go();
      // It lives until the second go, so that its functions have names.
      long sleptNs = 23 * 20_000_000L;
      Capture capture = running.snapshot();
      for (int i = 0; i < 300 && slept(capture) < sleptNs; i++) {
        Thread.sleep(50);
        capture = running.snapshot();
      }
      assertThat(slept(capture)).isGreaterThanOrEqualTo(sleptNs);
      assertThat(capture.table().columnNames()).containsExactly("comm", "pid", "stack", "offCpuNs");
      assertThat(capture.text())
          .contains("nanosleep")
          .contains("    -                workload (" + child.pid() + ")\n");
      assertThat(capture.svg()).isPresent();
      assertThat(child.finish()).isZero();
      assertThat(running.stop().lost()).hasValue(0);
      assertThat(longer.stop().table().rowCount()).isZero();
    }
  }

  private static long slept(Capture capture) {
    Table table = capture.table();
    return (long)
        table
            .where(table.stringColumn("stack").containsString("nanosleep"))
            .longColumn("offCpuNs")
            .sum();
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> offcputime().min(Duration.ZERO)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> offcputime().state(-1)).isInstanceOf(ArgumentException.class);
  }
}
