package dev.tracebook.lang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.error.AttachException;
import dev.tracebook.error.TraceException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Scripts over workloads with known numbers of events. */
@Live
class ScriptTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  /** Opens a file that is not there that many times, then reads as often from an empty pipe end. */
  private static final String PROGRAM =
      """
      #include <fcntl.h>
      #include <stdlib.h>
      #include <unistd.h>
      #include <sys/prctl.h>
      __attribute__((noinline)) int tb_add(int a, int b) { asm(""); return a + b; }
      int main(int argc, char **argv) {
        int n = atoi(argv[1]);
        prctl(PR_SET_NAME, "tblang");
        for (int i = 0; i < n; i++) {
          openat(AT_FDCWD, "/nowhere/at-all", O_RDONLY | O_CLOEXEC);
        }
        char buffer[64];
        int fd = open("/dev/zero", O_RDONLY);
        for (int i = 0; i < n; i++) {
          read(fd, buffer, i % 64);
        }
        int sum = 0;
        for (int i = 0; i < n; i++) {
          sum = tb_add(sum, i);
        }
        return sum < 0;
      }
      """;

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

  private static ScriptResult over(String script, int events, Object... params)
      throws IOException, InterruptedException {
    try (RunningScript running = Script.compile(script, params).start()) {
      workload.run(Integer.toString(events));
      return running.stop();
    }
  }

  @Test
  void countsByKeyAreATable() throws Exception {
    Table opens =
        over(
                "tracepoint:syscalls:sys_enter_openat /comm == \"tblang\"/ "
                    + "{ @opens[comm, str(args.filename)] = count(); }",
                7_919)
            .map("@opens");
    assertThat(opens.columnNames()).containsExactly("comm", "str(args.filename)", "count");
    Table nowhere =
        opens.where(opens.stringColumn("str(args.filename)").isEqualTo("/nowhere/at-all"));
    assertThat(nowhere.longColumn("count").get(0)).isEqualTo(7_919);
    assertThat(nowhere.stringColumn("comm").get(0)).isEqualTo("tblang");
  }

  @Test
  void printfIsTextAndATable() throws Exception {
    ScriptResult result =
        over(
            "tracepoint:syscalls:sys_enter_openat "
                + "/comm == \"tblang\" && args.flags == 524288 && strncmp(str(args.filename), "
                + "\"/nowhere\", 8) == 0/ { printf(\"%s %d %s\\n\", comm, args.dfd, "
                + "str(args.filename)); }",
            23);
    assertThat(result.text()).isEqualTo("tblang -100 /nowhere/at-all\n".repeat(23));
    assertThat(result.printed().rowCount()).isEqualTo(23);
    assertThat(result.printed().columnNames())
        .containsExactly("comm", "args.dfd", "str(args.filename)");
    assertThat(result.lost()).isZero();
    assertThat(result.footer())
        .matches("23 events, 0 lost, \\d+\\.\\d{3} s, tracepoint:syscalls:sys_enter_openat");
  }

  @Test
  void readsAreAHistogram() throws Exception {
    ScriptResult result =
        over(
            "tracepoint:syscalls:sys_exit_read /comm == \"tblang\"/ { @h = hist(args.ret); "
                + "@l = lhist(args.ret, 0, 64, 16); @s = stats(args.ret); @m = max(args.ret); }",
            640);
    // Each of 0 to 63 ten times; before prctl the program has another name.
    assertThat(result.histogram("@h").total()).isEqualTo(640);
    assertThat(result.histogram("@h").count(1)).isEqualTo(10);
    assertThat(result.histogram("@h").count(7)).isEqualTo(320);
    assertThat(result.histogram("@l").bins())
        .filteredOn(bin -> bin.count() > 0)
        .allSatisfy(bin -> assertThat(bin.count()).isEqualTo(160));
    assertThat(result.map("@s").longColumn("total").get(0)).isEqualTo(10 * 63 * 64 / 2);
    assertThat(result.map("@m").longColumn("max").get(0)).isEqualTo(63);
  }

  @Test
  void userFunctionsHaveArgumentsAndResults() throws Exception {
    ScriptResult result =
        over(
            "uprobe:"
                + workload.path()
                + ":tb_add { @calls = count(); @b = sum(arg1); } uretprobe:"
                + workload.path()
                + ":tb_add { @last = max(retval); }",
            23);
    assertThat(result.map("@calls").longColumn("count").get(0)).isEqualTo(23);
    assertThat(result.map("@b").longColumn("sum").get(0)).isEqualTo(23 * 22 / 2);
    assertThat(result.map("@last").longColumn("max").get(0)).isEqualTo(23 * 22 / 2);
  }

  @Test
  void rawTracepointsAndKernelStructs() throws Exception {
    ScriptResult result =
        over(
            "rawtracepoint:sys_enter { $t = (struct task_struct *)curtask; "
                + "if ($t->comm == \"tblang\" && arg1 == 257) { @[$t->tgid == pid] = count(); } }",
            23);
    assertThat(result.map("@").rowCount()).isEqualTo(1);
    assertThat(result.map("@").longColumn("count").get(0)).isGreaterThanOrEqualTo(23);
  }

  @Test
  void beginEndIntervalAndExit() {
    ScriptResult result =
        Script.compile(
                "BEGIN { printf(\"a\\n\"); @n = 0; } interval:ms:10 { @n++; if (@n == 5) { exit(3); } } "
                    + "END { printf(\"n=%d\\n\", @n); clear(@n); }")
            .run(LONG);
    assertThat(result.text()).isEqualTo("a\nn=5\n");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void parametersAreValuesAndNeverCode() {
    String hostile = "\"; @x = 1; //\u00e9";
    ScriptResult result =
        Script.compile("BEGIN { printf(\"%s %d\\n\", str($1), $2); exit(); }", hostile, -5)
            .run(LONG);
    assertThat(result.text()).isEqualTo(hostile + " -5\n");
  }

  @Test
  void lossIsCounted() {
    ScriptResult result =
        Script.compile(
                "BEGIN { $b = buf(comm, 1024); $i = 0; while ($i < 2000) { "
                    + "printf(\"%r%r%r%r%r%r\\n\", $b, $b, $b, $b, $b, $b); $i++; } "
                    + "@done = $i; exit(); }")
            .run(LONG);
    long printed = result.text().lines().filter(line -> line.contains("java")).count();
    // The small event of exit() may find the ring full or not.
    assertThat(result.lost()).isGreaterThan(500);
    assertThat(printed + result.lost()).isBetween(2000L, 2001L);
    assertThat(result.map("@done").longColumn("value").get(0)).isEqualTo(2000);
  }

  @Test
  void aFullMapIsSaid() {
    ScriptResult result =
        Script.compile(
                "let @m = hash(10); BEGIN { $i = 0; while ($i < 15) { @m[$i] = 1; $i++; } exit(); }")
            .run(LONG);
    assertThat(result.map("@m").rowCount()).isEqualTo(10);
    assertThat(result.footer()).contains("5 map updates lost because a map was full");
  }

  @Test
  void oneBadProbeOfAPatternIsSkippedAndAloneAnError() {
    Script alone =
        Script.compile("uprobe:" + folder + "/workload:no_such_function { @ = count(); }");
    assertThatThrownBy(alone::start).isInstanceOf(TraceException.class);
    Script missing = Script.compile("uprobe:/no/such/file:f { @ = count(); }");
    assertThatThrownBy(missing::start)
        .isInstanceOf(TraceException.class)
        .isNotInstanceOf(AttachException.class);
  }
}
