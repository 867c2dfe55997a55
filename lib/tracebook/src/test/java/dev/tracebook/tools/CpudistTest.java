package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.cpudist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpudistTest {
  /** Sleeps 7,919 times; tells how often it gave up the CPU meanwhile. */
  private static final String SLEEPS =
      """
      wait_for_go();
      struct timespec nap = {0, 100000};
      struct rusage first, last;
      getrusage(RUSAGE_SELF, &first);
      for (int i = 0; i < 7919; i++) nanosleep(&nap, NULL);
      getrusage(RUSAGE_SELF, &last);
      FILE *out = fopen(args[1], "w");
      fprintf(out, "%ld", last.ru_nvcsw - first.ru_nvcsw);
      fclose(out);
      """;

  @Test
  @Live
  void everyRunOfAProcessEndsOnce(@TempDir Path folder) throws Exception {
    Path switches = folder.resolve("switches");
    try (Child child = Child.start(folder, SLEEPS, switches.toString());
        RunningCapture off = cpudist().offcpu().pid(child.pid()).start();
        RunningCapture on = cpudist().perProcess().milliseconds().start()) {
      assertThat(child.finish()).isZero();
      Capture ran = on.stop();
      Capture waited = off.stop();
      assertThat(ran.table().columnNames()).containsExactly("pid", "lowMs", "highMs", "count");
      assertThat(waited.table().columnNames()).containsExactly("lowUs", "highUs", "count");
      long runs = ran.histograms().get((long) child.pid()).total();
      long waits = waited.histogram().total();
      // Each sleep ends a run and is a wait, but for one that was over before the thread gave up
      // its CPU; its last run ends with the process.
      long gaveUp = Long.parseLong(Files.readString(switches));
      assertThat(gaveUp).isBetween(7000L, 7919L);
      assertThat(waits).isGreaterThanOrEqualTo(gaveUp);
      assertThat(runs).isBetween(waits, waits + 1);
      // A sleep takes at least as long as it was asked to.
      assertThat(waited.histogram().percentile(50).high()).isGreaterThanOrEqualTo(100);
      assertThat(ran.text()).contains("\npid = " + child.pid() + "\n     msecs");
      assertThat(ran.lost()).hasValue(0);
    }
  }
}
