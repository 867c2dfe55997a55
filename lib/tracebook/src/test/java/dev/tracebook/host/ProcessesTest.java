package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Process each : started) {
      each.destroyForcibly().waitFor();
    }
  }

  /** Starts a copy of sleep under a name of its own and waits until it runs. */
  private int start(String name) throws Exception {
    Path program = folder.resolve(name);
    if (!Files.exists(program)) {
      Files.copy(Binaries.resolve("sleep").toRealPath(), program);
      program.toFile().setExecutable(true);
    }
    Process process = new ProcessBuilder(program.toString(), "7919").start();
    started.add(process);
    int pid = (int) process.pid();
    while (!Processes.get(pid).executable().equals(program.toString())) {
      Thread.sleep(5);
    }
    return pid;
  }

  @Test
  void aProcessIsFoundByItsExecutableCommOrCommandLine() throws Exception {
    int pid = start("tb (odd) name-of-a-server");
    ProcessInfo info = Processes.get(pid);
    assertThat(info.comm()).isEqualTo("tb (odd) name-o");
    assertThat(info.arguments()).hasSize(2).endsWith("7919");
    assertThat(info.parent()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(info.threads()).isEqualTo(1);
    assertThat(info.uid()).isEqualTo(Integer.parseInt(Shell.lines(folder, "id", "-u").get(0)));
    assertThat(Duration.between(info.started(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(10));
    for (List<ProcessInfo> found :
        List.of(
            Processes.byExecutable("tb (odd) name-of-a-server"),
            Processes.byExecutable(folder + "/tb*"),
            Processes.byComm("tb (odd)*"),
            Processes.byCommandLine("name-of-a-server 79[0-9]+$"),
            List.of(Processes.one(String.valueOf(pid))),
            List.of(Processes.one("tb (odd) name-o")))) {
      assertThat(found).extracting(ProcessInfo::pid).contains(pid);
    }
  }

  @Test
  void severalMatchesAreListed() throws Exception {
    int first = start("tbtwins" + ProcessHandle.current().pid());
    int second = start("tbtwins" + ProcessHandle.current().pid());
    assertThatThrownBy(() -> Processes.one("tbtwins" + ProcessHandle.current().pid()))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("2 processes match")
        .hasMessageContaining(String.valueOf(first))
        .hasMessageContaining(String.valueOf(second));
  }

  @Test
  void whatIsGoneSaysSo() throws Exception {
    int pid = start("tbgone");
    started.get(0).destroyForcibly().waitFor();
    assertThatThrownBy(() -> Processes.get(pid))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("there is no process " + pid);
    assertThat(Processes.find(pid)).isEmpty();
    assertThat(Processes.startTicks(pid)).isEqualTo(-1);
    assertThatThrownBy(() -> Processes.one("no-such-server-at-all"))
        .isInstanceOf(UnknownNameException.class);
    assertThatThrownBy(() -> Processes.byCommandLine("(")).isInstanceOf(ArgumentException.class);
  }

  @Test
  void aThreadIsNotAProcess() throws Exception {
    String[] tasks = Path.of("/proc/self/task").toFile().list();
    int self = (int) ProcessHandle.current().pid();
    int thread =
        java.util.Arrays.stream(tasks)
            .mapToInt(Integer::parseInt)
            .filter(each -> each != self)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> Processes.get(thread))
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("belongs to the process " + self);
    assertThat(Processes.innermostPid(self)).isPositive();
  }
}
