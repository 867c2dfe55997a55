package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.profile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class ProfileTest {
  private static final String SPINS =
      """
      wait_for_go();
      struct timespec now;
      do {
        for (volatile int i = 0; i < 1000000; i++) {}
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
      } while (now.tv_sec < 1);
      wait_for_go();
      """;

  @Test
  @Live
  void aSecondOfCpuIsASecondOfSamples(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, SPINS);
        RunningCapture running = profile().frequency(199).pid(child.pid()).start()) {
      child.go();
      // While it lives, so that its functions have names.
      List<String> early = stacks(running);
      for (int i = 0; i < 300 && early.stream().noneMatch(each -> each.contains("main")); i++) {
        Thread.sleep(50);
        early = stacks(running);
      }
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(rows.columnNames()).containsExactly("comm", "pid", "stack", "samples");
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
      assertThat(rows.stringColumn("comm").unique().asList()).containsExactly("workload");
      // One second of CPU time; the timer of a busy virtual machine may be late, not early.
      assertThat(rows.longColumn("samples").sum()).isBetween(50.0, 225.0);
      assertThat(capture.summary().events()).isEqualTo((long) rows.longColumn("samples").sum());
      assertThat(early).anyMatch(each -> each.contains("main"));
      assertThat(rows.stringColumn("stack").asList()).noneMatch(each -> each.contains("unknown"));
      assertThat(capture.text()).contains("    -                workload (" + child.pid() + ")\n");
      assertThat(capture.svg().orElse("")).contains("main");
    }
  }

  private static List<String> stacks(RunningCapture running) {
    return running.snapshot().table().stringColumn("stack").asList();
  }

  @Test
  void wrongOptionsAreToldOnTheSpot() {
    assertThatThrownBy(() -> profile().frequency(0)).isInstanceOf(ArgumentException.class);
    assertThat(profile().userStacksOnly().kernelStacksOnly().toString())
        .startsWith("profile().kernelStacksOnly():");
  }
}
