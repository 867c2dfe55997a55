package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebook.Live;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Debian's bpftrace counts the same values and prints them. */
@Live
class BpftraceTextTest {
  @Test
  void histAndLhistReadAsBpftracePrintsThem() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/bpftrace")), "no bpftrace");
    Random random = new Random(7919);
    StringBuilder script = new StringBuilder("BEGIN {\n");
    Scale hist = new Scale.Hist();
    Scale lhist = new Scale.Lhist(0, 10240, 512);
    Scale odd = new Scale.Lhist(7, 90, 20);
    long[][] counts = {
      new long[hist.size()], new long[hist.size()], new long[lhist.size()], new long[odd.size()]
    };
    for (int i = 0; i < 60; i++) {
      // This bpftrace puts all values from 2^31 into one bin: those are left out.
      long value = random.nextInt() >> random.nextInt(31);
      counts[0][hist.bin(value)]++;
      counts[1][hist.bin(16 + (value & 0xff))]++;
      counts[2][lhist.bin(value)]++;
      counts[3][odd.bin(value)]++;
      script.append("@a = hist(%d); ".formatted(value));
      script.append("@b = hist(%d); ".formatted(16 + (value & 0xff)));
      script.append("@c = lhist(%d, 0, 10240, 512); ".formatted(value));
      script.append("@d = lhist(%d, 7, 90, 20);\n".formatted(value));
    }
    script.append("exit(); }");
    Process bpftrace =
        new ProcessBuilder("/usr/bin/bpftrace", "-q", "-e", script.toString()).start();
    String text = new String(bpftrace.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bpftrace.waitFor(30, TimeUnit.SECONDS)).isTrue();
    StringBuilder ours = new StringBuilder();
    Scale[] scales = {hist, hist, lhist, odd};
    for (int i = 0; i < scales.length; i++) {
      ours.append("@" + (char) ('a' + i) + ": \n");
      ours.append(Histogram.of("v", scales[i], counts[i])).append('\n');
    }
    assertThat(text.strip()).isEqualTo(ours.toString().strip());
  }
}
