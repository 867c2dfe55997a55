package dev.tracebook.query;

import static dev.tracebook.Tracebook.millis;
import static dev.tracebook.Tracebook.probe;
import static dev.tracebook.Tracebook.script;
import static dev.tracebook.Tracebook.seconds;
import static dev.tracebook.Tracebook.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.notebook.Display;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queries of the design as a notebook has them, beside a thread that reads files. */
@Live
class CellsTest {
  private static final Duration WHILE = millis(400);
  private static final AtomicBoolean ENDED = new AtomicBoolean();
  private static final Thread READER = new Thread(CellsTest::read);

  private static void read() {
    while (!ENDED.get()) {
      try {
        Files.readString(Path.of("/proc/self/status"));
        Thread.sleep(1);
      } catch (IOException | InterruptedException e) {
        return;
      }
    }
  }

  @BeforeAll
  static void start() {
    READER.start();
  }

  @AfterAll
  static void end() throws InterruptedException {
    ENDED.set(true);
    READER.join();
  }

  private static void shown(Capture capture) {
    assertThat(capture.lost()).hasValue(0);
    assertThat(Display.mimeBundle(capture).get(Display.HTML)).contains("<table", "0 lost");
  }

  @Test
  void select() {
    Capture capture =
        probe("tracepoint:syscalls:sys_enter_openat")
            .where("uid == $1", 0)
            .select("comm", "pid", "str(args.filename) as file")
            .run(WHILE);
    assertThat(capture.table().stringColumn("file").asList()).contains("/proc/self/status");
    shown(capture);
  }

  @Test
  void count() {
    Capture capture = probe("tracepoint:raw_syscalls:sys_enter").by("comm").count().run(WHILE);
    assertThat(capture.table().columnNames()).containsExactly("comm", "count");
    assertThat(capture.summary().events()).isPositive();
    shown(capture);
  }

  @Test
  void histograms() {
    Capture capture =
        probe("tracepoint:syscalls:sys_exit_read")
            .where("args.ret > 0")
            .by("comm")
            .hist("args.ret")
            .run(WHILE);
    assertThat(capture.histogram().total()).isPositive();
    shown(capture);
    shown(probe("tracepoint:syscalls:sys_exit_read").lhist("args.ret", 0, 2000, 200).run(WHILE));
    shown(probe("tracepoint:syscalls:sys_exit_read").by("comm").stats("args.ret").run(WHILE));
  }

  @Test
  void spans() {
    Capture capture =
        span("tracepoint:syscalls:sys_enter_read", "tracepoint:syscalls:sys_exit_read")
            .by("comm")
            .hist("elapsed")
            .run(WHILE);
    assertThat(capture.histogram().total()).isPositive();
    shown(capture);
    shown(
        span("uprobe:libc:*getppid*", "uretprobe:libc:*getppid*")
            .select("comm", "elapsed")
            .run(WHILE));
  }

  @Test
  void flameGraph() {
    Capture capture = probe("profile:hz:99").by("kstack").count().run(WHILE);
    assertThat(capture.flameGraph().svg()).startsWith("<svg");
    shown(capture);
  }

  @Test
  void heatMap() {
    Capture capture =
        probe("tracepoint:syscalls:sys_exit_read")
            .hist("args.ret")
            .every(millis(100))
            .run(millis(450));
    assertThat(capture.heatMap().intervals()).hasSizeGreaterThanOrEqualTo(4);
    assertThat(Display.mimeBundle(capture.heatMap())).containsKey(Display.SVG);
    shown(capture);
  }

  @Test
  void aScript() {
    assertThat(
            script(
                    "tracepoint:syscalls:sys_enter_openat { @[comm] = count(); @n++; "
                        + "if (@n > 5) { exit(); } }")
                .run(seconds(30))
                .map("@")
                .columnNames())
        .containsExactly("comm", "count");
  }

  @Test
  void live() {
    shown(probe("tracepoint:raw_syscalls:sys_enter").by("comm").count().live(millis(700)));
  }
}
