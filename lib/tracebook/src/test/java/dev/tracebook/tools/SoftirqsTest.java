package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.softirqs;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SoftirqsTest {
  private static long counted() throws Exception {
    try (var lines = Files.lines(Path.of("/proc/softirqs"))) {
      return lines
          .filter(line -> line.strip().startsWith("TIMER:"))
          .flatMap(line -> java.util.Arrays.stream(line.strip().split("\\s+", -1)).skip(1))
          .mapToLong(Long::parseLong)
          .sum();
    }
  }

  private static final String NAPS =
      """
      wait_for_go();
      struct timespec nap = {0, 1000000};
      for (int i = 0; i < 499; i++) nanosleep(&nap, NULL);
      """;

  @Test
  @Live
  void asManyAsTheKernelCounts(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, NAPS)) {
      long before = counted();
      RunningCapture running = softirqs().start();
      RunningCapture distribution = softirqs().dist().nanoseconds().start();
      long first = counted();
      assertThat(child.finish()).isZero();
      long last = counted();
      Capture histograms = distribution.stop();
      Capture capture = running.stop();
      long after = counted();
      Table rows = capture.table();
      assertThat(rows.columnNames()).containsExactly("softirq", "count", "totalNs");
      Table timer = rows.where(rows.stringColumn("softirq").isEqualTo("TIMER"));
      // /proc counts at the start of each, the tool at the end: one a CPU may be in between.
      int cpus = Runtime.getRuntime().availableProcessors();
      assertThat(timer.longColumn("count").get(0)).isBetween(last - first - cpus, after - before);
      assertThat(timer.longColumn("totalNs").get(0)).isPositive();
      assertThat(capture.text()).startsWith("SOFTIRQ          TOTAL_usecs\n");
      assertThat(histograms.table().columnNames())
          .containsExactly("softirq", "lowNs", "highNs", "count");
      assertThat(histograms.text()).contains("\nsoftirq = TIMER\n     nsecs");
    }
  }
}
