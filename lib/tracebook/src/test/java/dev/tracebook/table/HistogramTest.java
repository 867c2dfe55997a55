package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class HistogramTest {
  private final Random random = new Random(7919);

  private static String python(String script) throws IOException, InterruptedException {
    assumeTrue(
        Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/bcc")), "no python3-bpfcc");
    Process python =
        new ProcessBuilder("/usr/bin/python3", "-c", script).redirectErrorStream(true).start();
    String text = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(text).isZero();
    return text;
  }

  private long[] slots(int size, int last) {
    long[] slots =
        IntStream.range(0, size)
            .mapToLong(i -> i == 0 || i > last || i % 3 == 0 ? 0 : random.nextInt(90_000))
            .toArray();
    slots[last] = 1L + random.nextInt(500);
    return slots;
  }

  @Test
  void theTextIsByteForByteWhatBccPrints() throws Exception {
    StringBuilder script = new StringBuilder("from bcc.table import _print_log2_hist as l\n");
    script.append("from bcc.table import _print_linear_hist as n\n");
    StringBuilder ours = new StringBuilder();
    for (int last : new int[] {1, 2, 7, 31, 32, 33, 40, 63, 64}) {
      Histogram histogram = Histogram.log2("usecs", slots(65, last));
      String values = Arrays.toString(IntStream.range(0, 65).mapToLong(histogram::count).toArray());
      script.append("l(" + values + ", 'usecs', False); l(" + values + ", 'usecs', True)\n");
      ours.append(histogram).append(histogram.withoutLeadingZeros());
      assertThat(histogram.table().rowCount()).isEqualTo(last);
      assertThat(histogram.table().longColumn("count").sum()).isEqualTo((double) histogram.total());
    }
    for (int last : new int[] {0, 1, 12, 1024}) {
      Histogram histogram = Histogram.linear("level", slots(1025, last));
      String values =
          Arrays.toString(IntStream.range(0, 1025).mapToLong(histogram::count).toArray());
      script.append("n(" + values + ", 'level', False); n(" + values + ", 'level', True)\n");
      ours.append(histogram).append(histogram.withoutLeadingZeros());
    }
    script.append("l([0] * 65, 'none', False); n([0] * 65, 'none', False)\n");
    ours.append(Histogram.log2("none")).append(Histogram.linear("none"));
    assertThat(ours.toString()).isEqualTo(python(script.toString()));
  }

  @Test
  void theTextOfAKeyedHistogramIsWhatBccPrints() throws Exception {
    KeyedHistogram keyed =
        KeyedHistogram.ofEntries(
            "usecs",
            new Scale.Log2(),
            Table.create(
                StringColumn.create("disk", "sda", "sdb", "sda"),
                LongColumn.create("slot", 3, 2, 5),
                LongColumn.create("value", 4, 9, 11)),
            "slot",
            "value");
    String expected =
        python(
            """
            import ctypes as ct
            from bcc.table import TableBase
            class Key(ct.Structure): _fields_ = [("disk", ct.c_char * 8), ("slot", ct.c_ulonglong)]
            class Fake(TableBase):
              def __init__(self): self.Key = Key
              def __len__(self): return 0
              def items(self):
                return [(Key(d, s), ct.c_ulonglong(v)) for d, s, v in
                        [(b"sda", 3, 4), (b"sdb", 2, 9), (b"sda", 5, 11)]]
              def __getitem__(self, key): raise KeyError
              def __setitem__(self, key, leaf): pass
              def __delitem__(self, key): pass
              def __iter__(self): return iter([])
            Fake().print_log2_hist("usecs", "disk", section_print_fn=lambda d: d.decode())
            """);
    assertThat(keyed.toString()).isEqualTo(expected);
    assertThat(keyed.text("disk")).isEqualTo(expected);
    assertThat(keyed.get("sda").total()).isEqualTo(15);
    assertThat(keyed.sum().total()).isEqualTo(24);
    assertThat(keyed.table().columnNames()).containsExactly("disk", "low", "high", "count");
    assertThat(keyed.table().longColumn("count").sum()).isEqualTo(24);
    assertThatThrownBy(() -> keyed.get("sdx"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("sda");
  }

  @Test
  void aScalarKeyIsOneHistogramAndASlotBeyondTheScaleAnError() {
    Table entries =
        Table.create(IntColumn.create("key", new int[] {2, 3}), LongColumn.create("value", 5, 7));
    KeyedHistogram one =
        KeyedHistogram.ofEntries("size", new Scale.Log2(), entries, "key", "value");
    assertThat(one.sum()).isEqualTo(Histogram.log2("size", 0, 0, 5, 7));
    assertThat(one.toString()).isEqualTo(one.sum().toString());
    Table wrong =
        Table.create(
            IntColumn.create("key", new int[] {70}), LongColumn.create("value", new long[] {5}));
    assertThatThrownBy(
            () -> KeyedHistogram.ofEntries("size", new Scale.Log2(), wrong, "key", "value"))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("70");
    assertThatThrownBy(
            () -> KeyedHistogram.ofEntries("size", new Scale.Log2(), entries, "kee", "value"))
        .hasMessageContaining("key");
  }

  @Test
  void everyValueIsInsideTheBoundsOfItsBin() {
    for (Scale scale :
        List.of(
            new Scale.Log2(),
            new Scale.Hist(),
            new Scale.Lhist(0, 2000, 200),
            new Scale.Lhist(7, 100, 10))) {
      for (int i = 0; i < 20_000; i++) {
        long value = random.nextLong() >> random.nextInt(64);
        if (value < 0 && scale instanceof Scale.Log2) {
          continue;
        }
        int bin = scale.bin(value);
        assertThat(value).isBetween(scale.low(bin), scale.high(bin));
      }
    }
    assertThat(new Scale.Linear().bin(1024)).isEqualTo(1024);
    assertThatThrownBy(() -> new Scale.Linear().bin(1025)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> new Scale.Lhist(0, 10, 0)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void aPercentileIsTheBinOfThatRank() {
    Histogram histogram = Histogram.log2("ns", 0, 50, 30, 0, 20);
    assertThat(histogram.percentile(50)).isEqualTo(new Histogram.Bin(0, 1, 50));
    assertThat(histogram.percentile(50.1)).isEqualTo(new Histogram.Bin(2, 3, 30));
    assertThat(histogram.percentile(80)).isEqualTo(new Histogram.Bin(2, 3, 30));
    assertThat(histogram.percentile(99)).isEqualTo(new Histogram.Bin(8, 15, 20));
    assertThat(histogram.percentile(100)).isEqualTo(new Histogram.Bin(8, 15, 20));
    assertThatThrownBy(() -> histogram.percentile(0)).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Histogram.log2("ns").percentile(50)).hasMessageContaining("no value");
  }

  @Test
  void histogramsOfOneScaleAdd() {
    Histogram sum = Histogram.log2("ns", 0, 1, 2).plus(Histogram.log2("ns", 0, 0, 3, 4));
    assertThat(sum).isEqualTo(Histogram.log2("ns", 0, 1, 5, 4));
    assertThatThrownBy(() -> sum.plus(Histogram.linear("ns", 1)))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Histogram.log2("ns", new long[66]))
        .isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> Histogram.log2("ns", 0, -1)).isInstanceOf(ArgumentException.class);
  }

  @Test
  void aBinWithoutABoundIsMissingInTheTable() {
    Table table = Histogram.of("v", new Scale.Lhist(0, 20, 10), 1, 0, 0, 2).table();
    assertThat(table.longColumn("low").isMissing(0)).isTrue();
    assertThat(table.longColumn("high").get(0)).isEqualTo(-1L);
    assertThat(table.longColumn("low").get(3)).isEqualTo(20L);
    assertThat(table.longColumn("high").isMissing(3)).isTrue();
  }
}
