package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.biolatency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.table.KeyedHistogram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BiolatencyTest {
  /** Each write waits for its disk: at least an I/O each. */
  private static final String WRITES =
      """
      wait_for_go();
      int fd = open(args[1], O_CREAT | O_WRONLY, 0600);
      char block[4096] = {1};
      for (int i = 0; i < 23; i++) {
        if (pwrite(fd, block, sizeof(block), 4096L * i) != sizeof(block) || fsync(fd)) return 1;
      }
      """;

  /** The fields of /proc/diskstats that count completed I/O: reads, writes, discards; flushes. */
  private static final List<Integer> DATA = List.of(3, 7, 14);

  private static final List<Integer> ALL = List.of(3, 7, 14, 18);
  private static final List<Integer> IN_FLIGHT = List.of(11);

  private static long stat(List<Integer> wanted) throws Exception {
    long sum = 0;
    for (String line : Files.readAllLines(Path.of("/proc/diskstats"))) {
      String[] fields = line.strip().split("\\s+", -1);
      for (int field : wanted) {
        sum += field < fields.length ? Long.parseLong(fields[field]) : 0;
      }
    }
    return sum;
  }

  @Test
  @Live
  void countsEveryIoThatTheKernelCounts(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, WRITES, folder.resolve("written").toString())) {
      long before = stat(ALL);
      RunningCapture running = biolatency().start();
      long started = stat(IN_FLIGHT);
      long first = stat(DATA);
      assertThat(child.finish()).isZero();
      long last = stat(DATA);
      Capture capture = running.stop();
      long after = stat(ALL);
      assertThat(last - first).isGreaterThanOrEqualTo(23);
      long counted = capture.histogram().total();
      // Others use the disk too: between what was completed within and around the capture. I/O that
      // was in flight at its start has no beginning; a flush is counted by the kernel also where it
      // was part of another's.
      assertThat(counted).isGreaterThanOrEqualTo(23).isLessThanOrEqualTo(after - before);
      assertThat(counted).isGreaterThanOrEqualTo(last - first - started);
      assertThat(capture.summary().events()).isEqualTo(counted);
      assertThat(capture.table().columnNames()).containsExactly("lowUs", "highUs", "count");
      assertThat((long) capture.table().longColumn("count").sum()).isEqualTo(counted);
      assertThat(capture.text().lines().findFirst().orElse(""))
          .isEqualTo("     usecs               : count     distribution");
      assertThat(capture.svg()).isPresent();
    }
    assertThat(BpfModule.loaded()).isEmpty();
  }

  @Test
  @Live
  void aHistogramForEachDiskAndKind(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, WRITES, folder.resolve("written").toString());
        RunningCapture running = biolatency().queued().perDisk().perFlag().milliseconds().start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      assertThat(capture.table().columnNames())
          .containsExactly("disk", "flags", "lowMs", "highMs", "count");
      KeyedHistogram histograms = capture.histograms();
      assertThat(histograms.keyNames()).containsExactly("disk", "flags");
      String disk = (String) histograms.histograms().keySet().iterator().next().get(0);
      assertThat(Path.of("/sys/class/block", disk)).exists();
      assertThat(histograms.histograms().keySet())
          .anySatisfy(key -> assertThat((String) key.get(1)).endsWith("Write"));
      assertThat(capture.text()).contains("\ndisk, flags = " + disk + ", ");
      assertThat(capture.svg()).isPresent();
      // Only this disk, by name.
      assertThat(biolatency().disk(disk).run(Duration.ofMillis(1)).probes())
          .containsExactly("tracepoint:block:block_rq_complete", "tracepoint:block:block_rq_issue");
    }
  }

  @Test
  @Live
  void anUnknownDiskIsTold() {
    assertThatThrownBy(() -> biolatency().disk("no-such-disk").run(Duration.ofSeconds(5)))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("no-such-disk");
    assertThat(BpfModule.loaded()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "R, Read",
    "WS, Sync-Write",
    "RA, ReadAhead-Read",
    "RM, Metadata-Read",
    "FF, ForcedUnitAccess-Flush",
    "WSM, Sync-Metadata-Write",
    "FWFS, ForcedUnitAccess-Sync-Preflush-Write",
    "D, Discard",
    "FS, Sync-Flush",
    "WFS, ForcedUnitAccess-Sync-Write",
    "'', Unknown"
  })
  void kindsOfIoInWords(String rwbs, String words) {
    assertThat(IoFlags.text(rwbs)).isEqualTo(words);
  }
}
