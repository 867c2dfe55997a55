package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.pythoncalls;
import static dev.tracebook.tools.Tools.pythonflow;
import static dev.tracebook.tools.Tools.pythongc;
import static dev.tracebook.tools.Tools.pythonstat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnknownNameException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** The Python tools against what Python itself counts. */
@Live
class PythonToolsTest {
  /** Waits for a line, then runs functions of every kind under sys.setprofile, and tells counts. */
  private static final String COUNTED =
      """
      import collections, sys, time
      def leaf(n): return n
      def recursive(n): return 1 if n == 0 else recursive(n - 1)
      def generator(n):
          for i in range(n):
              yield i
      def failing(): raise ValueError
      def sleeper(): time.sleep(0.02)
      class Thing:
          def method(self): return leaf(1)
      def work():
          for i in range(7919): leaf(i)
          for i in range(23): recursive(10)
          for i in range(5): list(generator(6))
          for i in range(11):
              try: failing()
              except ValueError: pass
          for i in range(101): Thing().method()
          for i in range(7): sleeper()
      counts = collections.Counter()
      def profiler(frame, event, argument):
          if event == 'return' and frame.f_code.co_filename == __file__:
              counts[frame.f_code.co_name] += 1
      print('ready', flush=True)
      sys.stdin.readline()
      sys.setprofile(profiler)
      work()
      sys.setprofile(None)
      print(dict(counts), flush=True)
      sys.stdin.readline()
      """;

  private static final class Script implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Script(Path file, String text) throws IOException {
      Files.writeString(file, text);
      process =
          new ProcessBuilder("/usr/bin/python3", file.toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertThat(out.readLine()).isEqualTo("ready");
    }

    int pid() {
      return (int) process.pid();
    }

    /** Lets it go on, and takes the line that it writes then. */
    String go() throws IOException {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
      return out.readLine();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(BpfModule.loaded()).isEmpty();
  }

  private static Map<String, Long> counts(String printed) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String each : printed.substring(1, printed.length() - 1).split(", ", -1)) {
      String[] parts = each.split(": ", -1);
      counts.put(parts[0].substring(1, parts[0].length() - 1), Long.parseLong(parts[1]));
    }
    return counts;
  }

  private static Map<String, Long> ours(Table rows, Path file, String column) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Row row : rows) {
      if (row.getString("file").equals(file.toString())
          && !row.getString("function").equals("profiler")) {
        counts.put(row.getString("function"), row.getLong(column));
      }
    }
    return counts;
  }

  @Test
  void callsAreWhatSetprofileCounts(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("counted-by-setprofile.py");
    try (Script script = new Script(file, COUNTED);
        RunningCapture running = pythoncalls("counted-by-setprofile.py").start()) {
      Map<String, Long> theirs = counts(script.go());
      Capture capture = running.stop();
      assertThat(theirs).containsEntry("leaf", 7919L + 101).containsEntry("recursive", 23L * 11);
      assertThat(ours(capture.table(), file, "calls")).isEqualTo(theirs);
      assertThat(capture.lost()).hasValue(0);
      assertThat(capture.table().longColumn("pid").unique().asList())
          .containsExactly((long) script.pid());
      assertThat(capture.text()).startsWith("CALLS").contains(file + ".leaf");
      assertThat(capture.svg()).isPresent();
    }
  }

  @Test
  void latencyTimesEveryCall(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("timed.py");
    try (Script script = new Script(file, COUNTED);
        RunningCapture running = pythoncalls(script.pid()).latency().start()) {
      Map<String, Long> theirs = counts(script.go());
      Table rows = running.stop().table();
      assertThat(ours(rows, file, "calls")).isEqualTo(theirs);
      assertThat(ours(rows, file, "timed")).isEqualTo(theirs);
      Table sleeper = rows.where(rows.stringColumn("function").isEqualTo("sleeper"));
      assertThat(sleeper.doubleColumn("averageUs").get(0)).isGreaterThan(20_000);
      assertThat(sleeper.longColumn("totalUs").get(0)).isGreaterThan(7 * 20_000);
    }
  }

  @Test
  void flowIsInOrderAndIndented(@TempDir Path folder) throws Exception {
    String text =
        """
        import sys
        def inner(): return 1
        def outer(): return inner()
        print('ready', flush=True)
        sys.stdin.readline()
        for i in range(23): outer()
        print('done', flush=True)
        sys.stdin.readline()
        """;
    Path file = folder.resolve("flow.py");
    try (Script script = new Script(file, text);
        RunningCapture running = pythonflow(script.pid()).start()) {
      script.go();
      Table rows = running.stop().table();
      Table own = rows.where(rows.stringColumn("file").isEqualTo(file.toString()));
      assertThat(own.rowCount()).isEqualTo(4 * 23);
      assertThat(own.stringColumn("step").asList().subList(0, 4))
          .containsExactly("entry", "entry", "return", "return");
      assertThat(own.stringColumn("function").asList().subList(0, 4))
          .containsExactly("outer", "inner", "inner", "outer");
      assertThat(own.longColumn("line").asList().subList(0, 2)).containsExactly(3L, 2L);
      long depth = own.longColumn("depth").get(0);
      assertThat(own.longColumn("depth").asList().subList(0, 4))
          .containsExactly(depth, depth + 1, depth + 1, depth);
    }
  }

  @Test
  void collectionsAndCounts(@TempDir Path folder) throws Exception {
    String text =
        """
        import gc, sys
        gc.disable()
        class Node: pass
        def cycle():
            a, b = Node(), Node()
            a.b, b.a = b, a
        print('ready', flush=True)
        sys.stdin.readline()
        found = []
        for i in range(23):
            for j in range(i): cycle()
            found.append(gc.collect(i % 3))
        print(found, flush=True)
        sys.stdin.readline()
        """;
    try (Script script = new Script(folder.resolve("collections.py"), text);
        RunningCapture running = pythongc(script.pid()).start();
        RunningCapture stat = pythonstat(script.pid()).start()) {
      String found = script.go();
      Table rows = running.stop().table();
      List<String> theirs = List.of(found.substring(1, found.length() - 1).split(", ", -1));
      assertThat(rows.longColumn("collected").asList().stream().map(String::valueOf).toList())
          .isEqualTo(theirs);
      for (int i = 0; i < 23; i++) {
        assertThat(rows.row(i).getLong("generation")).isEqualTo(i % 3);
        assertThat(rows.row(i).getDouble("durationUs")).isPositive();
      }
      Table counts = stat.stop().table();
      assertThat(counts.rowCount()).isEqualTo(1);
      assertThat(counts.row(0).getLong("collections")).isEqualTo(23);
      assertThat(counts.row(0).getLong("calls")).isGreaterThanOrEqualTo(22 * 23 / 2);
      assertThat(counts.row(0).getString("command")).contains("collections.py");
    }
  }

  @Test
  void whatIsNoPythonIsTold() {
    assertThatThrownBy(() -> pythoncalls("no-such-python-program").run(Duration.ofSeconds(1)))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("no-such-python-program");
    int self = (int) ProcessHandle.current().pid();
    assertThatThrownBy(() -> pythongc(self).run(Duration.ofSeconds(1)))
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("no probes of CPython");
  }
}
