package dev.tracebook.lang;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same scripts in bpftrace and here: the same maps and the same printed text. */
@Live
class DifferentialTest {
  private static final String PROGRAM =
      """
      #include <fcntl.h>
      #include <time.h>
      #include <unistd.h>
      #include <sys/prctl.h>
      int main(void) {
        prctl(PR_SET_NAME, "tbdiff");
        char buffer[64];
        int fd = open("/dev/zero", O_RDONLY);
        for (int i = 0; i < 64; i++) {
          read(fd, buffer, i);
        }
        for (int i = 0; i < 7; i++) {
          openat(AT_FDCWD, i % 3 ? "/nowhere/one" : "/nowhere/two", O_WRONLY, 0644);
        }
        for (int i = 0; i < 23; i++) {
          getppid();
          getpid();
        }
        struct timespec ts = {0, 1000};
        for (int i = 0; i < 5; i++) {
          syscall(35, &ts, 0);
        }
        return 0;
      }
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void needsBpftrace() {
    boolean there = Files.isExecutable(Path.of("/usr/bin/bpftrace"));
    if (!there && "required".equals(System.getenv("TRACEBOOK_LIVE"))) {
      throw new IllegalStateException("TRACEBOOK_LIVE=required, but bpftrace is not installed");
    }
    Assumptions.assumeTrue(there, "bpftrace is not installed");
  }

  private static List<String> scripts(String file) throws IOException {
    try (var in = DifferentialTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.isBlank())
          .toList();
    }
  }

  /** Without bpftrace's first line, blank lines and blanks at the end of lines. */
  private static String plain(String text) {
    return String.join(
        "\n",
        text.lines()
            .map(String::stripTrailing)
            .filter(line -> !line.isEmpty() && !line.matches("Attaching \\d+ probes?\\.\\.\\."))
            .toList());
  }

  private static Process bpftrace(String script) throws IOException {
    return new ProcessBuilder("bpftrace", "-e", script)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void scriptsThatEndThemselves() throws Exception {
    List<String> all = scripts("begin-scripts.txt");
    assertThat(all).hasSizeGreaterThan(150);
    if (!"required".equals(System.getenv("TRACEBOOK_LIVE"))) {
      // Each takes a compile here and a start of bpftrace: all of them where live tests must run.
      all = IntStream.range(0, all.size()).filter(i -> i % 8 == 0).mapToObj(all::get).toList();
    }
    var threads = Executors.newFixedThreadPool(2);
    try {
      List<Callable<String>> runs =
          all.stream().<Callable<String>>map(each -> () -> theirs(each)).toList();
      List<Future<String>> theirs = runs.stream().map(threads::submit).toList();
      for (int i = 0; i < all.size(); i++) {
        String ours = Script.compile(all.get(i)).run(Duration.ofSeconds(60)).text();
        assertThat(plain(ours)).as(all.get(i)).isEqualTo(plain(theirs.get(i).get()));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static String theirs(String script) throws IOException, InterruptedException {
    Process process = bpftrace(script);
    try (var out = process.getInputStream()) {
      String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.waitFor();
      return text;
    } finally {
      process.destroy();
    }
  }

  @Test
  void scriptsOverAWorkload() throws Exception {
    Workload workload = Workload.compile(folder, PROGRAM);
    for (String script : scripts("workload-scripts.txt")) {
      // Both see the same run of the program. Whichever way bpftrace goes through its probes, all
      // are attached once the first and the last one have fired.
      Process process = bpftrace(ticking("a") + script + ticking("b"));
      try (var out = process.inputReader();
          RunningScript running = Script.compile(script).start()) {
        Set<String> fired = new HashSet<>();
        while (!fired.containsAll(List.of("tick a", "tick b"))) {
          fired.add(Objects.requireNonNull(out.readLine(), "bpftrace ended: " + script));
        }
        workload.run();
        String ours = running.stop().text();
        // Process.destroy would close its output, which the maps are still to come through.
        process.toHandle().destroy();
        String theirs =
            out.lines().filter(line -> !line.startsWith("tick ")).collect(joining("\n"));
        // bpftrace puts entries with equal values in any order; what is printed has one.
        if (script.contains("printf")) {
          assertThat(plain(ours)).as(script).isEqualTo(plain(theirs));
        } else {
          assertThat(plain(ours).lines().sorted().toList())
              .as(script)
              .isEqualTo(plain(theirs).lines().sorted().toList());
        }
      } finally {
        process.destroy();
      }
    }
  }

  private static String ticking(String name) {
    return " interval:ms:30 { printf(\"tick " + name + "\\n\"); } ";
  }
}
