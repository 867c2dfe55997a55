package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  @Test
  void theTextIsByteForByteWhatBccPrints() throws Exception {
    assumeTrue(
        Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/bcc")), "no python3-bpfcc");
    Random random = new Random(7919);
    for (int last : new int[] {1, 2, 7, 31, 32, 33, 40}) {
      List<Long> slots = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        slots.add(i == 0 || i > last ? 0L : (long) random.nextInt(i % 3 == 0 ? 1 : 90_000));
      }
      slots.set(last, 1 + (long) random.nextInt(500));
      Process python =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  "-c",
                  "from bcc.table import _print_log2_hist as p; p(" + slots + ", 'usecs', False)")
              .start();
      String expected = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(python.waitFor()).isZero();
      Histogram histogram = new Histogram("usecs", slots);
      assertThat(histogram.toString()).isEqualTo(expected);
      assertThat(histogram.table().rowCount()).isEqualTo(last);
      assertThat(histogram.table().longColumn("count").sum()).isEqualTo((double) histogram.total());
    }
  }
}
