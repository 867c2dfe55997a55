package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.runqlat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class RunqlatTest {
  /** Sleeps 7,919 times; tells how often it gave up the CPU meanwhile, and in all. */
  private static final String SLEEPS =
      """
      wait_for_go();
      struct timespec nap = {0, 1000};
      struct rusage first, last;
      getrusage(RUSAGE_SELF, &first);
      for (int i = 0; i < 7919; i++) nanosleep(&nap, NULL);
      getrusage(RUSAGE_SELF, &last);
      FILE *status = fopen("/proc/self/status", "r"), *out = fopen(args[1], "w");
      char line[200];
      long sum = 0, value;
      while (fgets(line, sizeof(line), status))
        if (sscanf(line, "voluntary_ctxt_switches: %ld", &value) == 1
            || sscanf(line, "nonvoluntary_ctxt_switches: %ld", &value) == 1) sum += value;
      /* A nap may be over before the thread gives up its CPU: then it does not wait. */
      fprintf(out, "%ld %ld", last.ru_nvcsw - first.ru_nvcsw, sum);
      fclose(out);
      """;

  @Test
  @Live
  void everyWaitOfTheProcessIsCounted(@TempDir Path folder) throws Exception {
    Path switches = folder.resolve("switches");
    try (Child child = Child.start(folder, SLEEPS, switches.toString());
        SwitchIns control = new SwitchIns(child.pid());
        RunningCapture threads = runqlat().perThread().milliseconds().start();
        RunningCapture running = runqlat().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      long counted = capture.histogram().total();
      String[] limits = Files.readString(switches).split(" ", 2);
      long least = Math.min(Long.parseLong(limits[0]), control.count());
      long most = Long.parseLong(limits[1]);
      assertThat(least).isPositive();
      // A few more at the end of the process, after it has read its status.
      assertThat(counted).isBetween(least, most + 23);
      assertThat(capture.lost()).hasValue(0);
      assertThat(capture.table().columnNames()).containsExactly("lowUs", "highUs", "count");
      assertThat(capture.text().lines().findFirst().orElse(""))
          .isEqualTo("     usecs               : count     distribution");

      Capture byThread = threads.stop();
      Table bins = byThread.table();
      assertThat(bins.columnNames()).containsExactly("tid", "lowMs", "highMs", "count");
      assertThat(byThread.histograms().get((long) child.pid()).total()).isEqualTo(counted);
      assertThat(byThread.text()).contains("\ntid = " + child.pid() + "\n     msecs");
    }
  }

  @Test
  void threadsAndProcessesExcludeEachOther() {
    assertThat(runqlat().perThread().perProcess().toString()).startsWith("runqlat().perProcess():");
    assertThatThrownBy(() -> runqlat().pid(-1)).isInstanceOf(ArgumentException.class);
  }
}
