package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.cpudist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpudistTest {
  private static final String SLEEPS =
      """
      wait_for_go();
      struct timespec nap = {0, 100000};
      for (int i = 0; i < 7919; i++) nanosleep(&nap, NULL);
      """;

  @Test
  @Live
  void everyRunOfAProcessEndsOnce(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, SLEEPS);
        SwitchIns control = new SwitchIns(child.pid());
        RunningCapture off = cpudist().offcpu().pid(child.pid()).start();
        RunningCapture on = cpudist().perProcess().milliseconds().start()) {
      assertThat(child.finish()).isZero();
      Capture ran = on.stop();
      Capture waited = off.stop();
      assertThat(ran.table().columnNames()).containsExactly("pid", "lowMs", "highMs", "count");
      assertThat(waited.table().columnNames()).containsExactly("lowUs", "highUs", "count");
      long runs = ran.histograms().get((long) child.pid()).total();
      long waits = waited.histogram().total();
      // Each sleep but those that were over at once gives up the CPU; the process gets it back
      // once more, as it begins.
      assertThat(control.count()).isBetween(7000L, 7919L + 1000);
      assertThat(waits).isEqualTo(control.count() - 1);
      // The last run ends with the process.
      assertThat(runs).isBetween(waits, waits + 1);
      // A sleep takes at least as long as it was asked to.
      assertThat(waited.histogram().percentile(50).high()).isGreaterThanOrEqualTo(100);
      assertThat(ran.text()).contains("\npid = " + child.pid() + "\n     msecs");
      assertThat(ran.lost()).hasValue(0);
    }
  }
}
