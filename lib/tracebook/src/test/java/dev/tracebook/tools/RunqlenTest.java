package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.runqlen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunqlenTest {
  /** Eleven processes that all want the one CPU that they may use. */
  private static final String CROWD =
      """
      cpu_set_t set;
      CPU_ZERO(&set);
      CPU_SET(0, &set);
      if (sched_setaffinity(0, sizeof(set), &set)) return 1;
      wait_for_go();
      for (int i = 0; i < 10; i++)
        if (fork() == 0) {
          struct timespec now;
          do {
            for (volatile int j = 0; j < 100000; j++) {}
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
          } while (now.tv_nsec < 100000000 && now.tv_sec == 0);
          _exit(0);
        }
      while (wait(NULL) > 0) {}
      """;

  @Test
  @Live
  void aCrowdIsALongQueue(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, CROWD);
        RunningCapture running = runqlen().frequency(199).perCpu().start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      assertThat(capture.table().columnNames()).containsExactly("cpu", "low", "high", "count");
      assertThat(capture.histograms().get(0L).percentile(100).low()).isGreaterThanOrEqualTo(5);
      assertThat(capture.text()).contains("\ncpu = 0\n     runqlen       : count     distribution");
      // No more samples than the timer can give, on each of the CPUs.
      double most = 199 * 1.1 * capture.duration().toMillis() / 1000.0 + 10;
      assertThat(capture.histograms().get(0L).total()).isBetween(1L, (long) most);
    }
  }
}
