package dev.tracebook.query;

import static dev.tracebook.Tracebook.probe;
import static dev.tracebook.Tracebook.seconds;
import static dev.tracebook.Tracebook.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Tracing;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.ScriptException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.notebook.Display;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

/** Queries over a program with known numbers of events; its command name is that of no other. */
@Live
class QueryTest {
  /** Reads 0 to 63 bytes in turn, opens as often a file that is not there, calls a function. */
  private static final String PROGRAM =
      """
      #include <fcntl.h>
      #include <stdlib.h>
      #include <unistd.h>
      #include <sys/prctl.h>
      __attribute__((noinline)) int tb_add(int a, int b) { asm(""); return a + b; }
      int main(int argc, char **argv) {
        int n = atoi(argv[1]);
        char buffer[64];
        int fd = open("/dev/zero", O_RDONLY);
        prctl(PR_SET_NAME, "tbquery");
        for (int i = 0; i < n; i++) {
          openat(AT_FDCWD, "/nowhere/at-all", O_RDONLY | O_CLOEXEC);
          read(fd, buffer, i % 64);
          tb_add(i, i);
        }
        return 0;
      }
      """;

  private static final String OPENS = "tracepoint:syscalls:sys_enter_openat";
  private static final String READS = "tracepoint:syscalls:sys_exit_read";
  private static final String OURS = "comm == $1";

  @TempDir static Path folder;
  private static Workload workload;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    workload = Workload.compile(folder, PROGRAM);
  }

  @AfterEach
  void nothingStaysLoaded() {
    assertThat(BpfModule.loaded()).isEmpty();
  }

  private static Capture over(Tracing query, int events) throws IOException, InterruptedException {
    try (RunningCapture running = query.start()) {
      workload.run(Integer.toString(events));
      return running.stop();
    }
  }

  @Test
  void selectGivesARowAnEvent() throws Exception {
    Capture capture =
        over(
            probe(OPENS)
                .where(OURS, "tbquery")
                .where("args.flags == $1 && args.dfd == $2", 524_288, -100)
                .select(
                    "comm", "pid", "str(args.filename) as file", "args.dfd", "pid == tid as main"),
            7_919);
    Table table = capture.table();
    assertThat(capture.lost()).hasValue(0);
    assertThat(table.rowCount()).isEqualTo(7_919);
    assertThat(capture.summary().events()).isEqualTo(7_919);
    assertThat(table.columnNames()).containsExactly("comm", "pid", "file", "args.dfd", "main");
    assertThat(table.types())
        .containsExactly(
            ColumnType.STRING,
            ColumnType.LONG,
            ColumnType.STRING,
            ColumnType.LONG,
            ColumnType.BOOLEAN);
    assertThat(table.longColumn("pid").unique().size()).isEqualTo(1);
    assertThat(table.stringColumn("file").unique().asList()).containsExactly("/nowhere/at-all");
    assertThat(table.longColumn("args.dfd").min()).isEqualTo(-100);
    assertThat(capture.footer()).startsWith("7,919 events, 0 lost, ").contains(OPENS);
  }

  @Test
  void selectedStacksAndNamesAreText() throws Exception {
    Table table =
        over(
                probe(OPENS)
                    .where(OURS, "tbquery")
                    .select("username", "ntop(2130706433) as address", "kstack(2) as stack", "uid"),
                23)
            .table();
    assertThat(table.rowCount()).isEqualTo(23);
    assertThat(table.stringColumn("username").get(0)).isEqualTo("root");
    assertThat(table.stringColumn("address").get(0)).isEqualTo("1.0.0.127");
    assertThat(table.stringColumn("stack").get(0).lines()).hasSize(2);
    assertThat(table.longColumn("uid").sum()).isZero();
  }

  @Test
  void keysAreColumnsOfTheirOwnTypes() throws Exception {
    Capture capture =
        over(
            probe(READS)
                .where(OURS, "tbquery")
                .by("comm as who", "args.ret % 2 as odd")
                .by("pid == tid")
                .count(),
            641);
    Table table = capture.table();
    assertThat(table.columnNames()).containsExactly("who", "odd", "pid == tid", "count");
    assertThat(table.column("odd").type()).isEqualTo(ColumnType.LONG);
    assertThat(table.column("pid == tid").type()).isEqualTo(ColumnType.BOOLEAN);
    // 0 to 63 ten times and a zero: most first.
    assertThat(table.longColumn("odd").asList()).containsExactly(0L, 1L);
    assertThat(table.longColumn("count").asList()).containsExactly(321L, 320L);
    assertThat(capture.summary().events()).isEqualTo(641);
    assertThat(capture.svg()).hasValueSatisfying(svg -> assertThat(svg).contains("tbquery, 0"));
    assertThat(capture.text()).isEqualTo("@[tbquery, 1, true]: 320\n@[tbquery, 0, true]: 321");
  }

  @Test
  void numbersAreGathered() throws Exception {
    var reads = probe(READS).where(OURS, "tbquery");
    Table sum = over(reads.by("comm").sum("args.ret as bytes"), 64).table();
    assertThat(sum.columnNames()).containsExactly("comm", "bytes");
    assertThat(sum.longColumn("bytes").get(0)).isEqualTo(63 * 64 / 2);
    Capture least = over(reads.min("args.ret + $1", 5), 64);
    assertThat(least.table().longColumn("min").get(0)).isEqualTo(5);
    assertThat(least.summary().events()).isEqualTo(64);
    assertThat(over(reads.max("args.ret"), 64).table().longColumn("max").get(0)).isEqualTo(63);
    assertThat(over(reads.avg("args.ret"), 64).table().longColumn("avg").get(0)).isEqualTo(31);
    Table stats = over(reads.by("comm").stats("args.ret"), 64).table();
    assertThat(stats.columnNames()).containsExactly("comm", "count", "average", "total");
    assertThat(stats.longColumn("count").get(0)).isEqualTo(64);
    assertThat(stats.longColumn("total").get(0)).isEqualTo(63 * 64 / 2);
  }

  @Test
  void histogramsHaveBins() throws Exception {
    var reads = probe(READS).where(OURS, "tbquery").where("args.ret > 0");
    Capture keyed = over(reads.by("comm").hist("args.ret"), 640);
    assertThat(keyed.table().columnNames()).containsExactly("comm", "low", "high", "count");
    assertThat(keyed.histograms().get("tbquery").total()).isEqualTo(630);
    assertThat(keyed.histogram().percentile(50).high()).isEqualTo(63);
    assertThat(keyed.summary().events()).isEqualTo(630);
    Capture linear = over(reads.lhist("args.ret", 0, 64, 16), 640);
    assertThat(linear.table().longColumn("count").asList()).containsExactly(150L, 160L, 160L, 160L);
    assertThat(linear.chart().getXAxisTitle()).isEqualTo("args.ret");
  }

  @Test
  void aSpanMeasuresTheTimeBetween() throws Exception {
    var calls =
        span("uprobe:" + workload.path() + ":tb_add", "uretprobe:" + workload.path() + ":tb_add");
    Table rows = over(calls.select("comm", "elapsed", "retval"), 23).table();
    assertThat(rows.columnNames()).containsExactly("comm", "elapsed", "retval");
    assertThat(rows.rowCount()).isEqualTo(23);
    assertThat(rows.longColumn("elapsed").min()).isPositive();
    assertThat(rows.longColumn("retval").asList()).contains(0L, 44L);
    Capture some =
        over(calls.where("retval < $1 && elapsed < $2", 20, seconds(60)).hist("elapsed"), 23);
    assertThat(some.histogram().total()).isEqualTo(10);
    Capture reads =
        over(
            span("tracepoint:syscalls:sys_enter_read", READS)
                .where(OURS, "tbquery")
                .by("comm")
                .hist("elapsed"),
            64);
    assertThat(reads.histograms().get("tbquery").total()).isEqualTo(64);
  }

  @Test
  void everyIntervalIsCountedByItself() throws Exception {
    var reads = probe(READS).where(OURS, "tbquery");
    Duration interval = Duration.ofMillis(50);
    Capture capture;
    try (RunningCapture running = reads.hist("args.ret").every(interval).start()) {
      workload.run("640");
      Thread.sleep(120);
      workload.run("64");
      capture = running.stop();
    }
    Table table = capture.table();
    assertThat(table.columnNames()).containsExactly("time_ns", "low", "high", "count");
    assertThat(table.longColumn("count").sum()).isEqualTo(704);
    assertThat(table.longColumn("time_ns").unique().size()).isGreaterThan(1);
    assertThat(table.longColumn("time_ns").asList())
        .allSatisfy(at -> assertThat(at % interval.toNanos()).isZero());
    assertThat(capture.heatMap().sum().total()).isEqualTo(704);
    assertThat(capture.heatMap().interval()).isEqualTo(interval);
    assertThat(capture.histogram().total()).isEqualTo(704);
    Capture counts = over(reads.by("comm").count().every(interval), 640);
    assertThat(counts.table().longColumn("count").sum()).isEqualTo(640);
    assertThat(counts.chart().getSeriesMap()).containsKey("tbquery");
  }

  @Test
  void stacksAreAFlameGraph() throws Exception {
    Capture capture = over(probe(OPENS).where(OURS, "tbquery").by("comm", "kstack").count(), 23);
    assertThat(capture.flameGraph().svg()).contains("tbquery");
    assertThat(capture.table().longColumn("count").sum()).isEqualTo(23);
    assertThatThrownBy(() -> over(probe(OPENS).count(), 1).flameGraph())
        .isInstanceOf(UnsupportedException.class)
        .hasMessageContaining("kstack");
  }

  @Test
  void stagesCanBeKeptAndRefined() throws Exception {
    var opens = probe(OPENS).where(OURS, "tbquery");
    var none = opens.where("args.flags == 1").count();
    assertThat(over(opens.count(), 23).table().longColumn("count").get(0)).isEqualTo(23);
    assertThat(over(none, 23).table().isEmpty()).isTrue();
    assertThat(over(opens.select("pid"), 0).table().columnNames()).containsExactly("pid");
    assertThat(opens.by("comm").count())
        .hasToString(OPENS + "\n/comm == $1/\n{\n  @[comm] = count();\n}\n");
  }

  @Test
  void valuesAreNeverCode() throws Exception {
    String hostile = "\") { } BEGIN { system(\"id\"); } //";
    assertThat(over(probe(OPENS).where(OURS, hostile).count(), 3).summary().events()).isZero();
    for (String expression :
        new String[] {
          "1/ { } END { exit(); } BEGIN /1", "comm) = count(); @y[pid", "@start[tid]", "$x", "@x++",
          "print(1)", "pid; exit()", "$1", "count()", "/* pid"
        }) {
      assertThatThrownBy(() -> probe(OPENS).where(expression).count().start())
          .as(expression)
          .isInstanceOf(ScriptException.class);
      assertThatThrownBy(() -> probe(OPENS).by(expression).count().start())
          .as(expression)
          .isInstanceOf(ScriptException.class);
    }
    assertThatThrownBy(() -> probe(OPENS).where("uid == $1", 1.5).count().start())
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("Double");
  }

  @Test
  void errorsPointIntoTheExpression() {
    assertThatThrownBy(() -> probe(OPENS).select("comm", "str(args.filenam)").start())
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("filename")
        .hasMessageContaining("print((comm, str(args.filenam)));");
    assertThatThrownBy(() -> probe("tracepoint:syscalls:sys_enter_opennat").count().start())
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("sys_enter_openat");
    assertThatThrownBy(() -> probe(OPENS).by("comm, pid").count().start())
        .isInstanceOf(ScriptException.class);
    assertThatThrownBy(() -> probe(OPENS).select()).isInstanceOf(ArgumentException.class);
    assertThatThrownBy(() -> probe()).isInstanceOf(ArgumentException.class);
  }

  @Test
  void aSnapshotGoesOn() throws Exception {
    try (RunningCapture running = probe(OPENS).where(OURS, "tbquery").by("comm").count().start()) {
      workload.run("23");
      assertThat(running.snapshot().summary().events()).isEqualTo(23);
      workload.run("23");
      Capture whole = running.stop();
      assertThat(whole.summary().events()).isEqualTo(46);
      assertThat(Display.mimeBundle(whole).get(Display.HTML)).contains("<svg").contains("tbquery");
    }
  }
}
