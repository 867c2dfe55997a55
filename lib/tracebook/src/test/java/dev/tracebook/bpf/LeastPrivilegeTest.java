package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.error.TraceException;
import dev.tracebook.sys.Errno;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four capabilities are enough, and none is told apart from a defect. */
@Live
class LeastPrivilegeTest {
  private static final String NOBODY = "65534";

  /** What an unprivileged user's kernel process does; run in a JVM of its own. */
  public static final class Program {
    private Program() {}

    /** Attaches one of each kind and prints what came. */
    public static void main(String[] arguments) {
      String text =
          """
          struct call_t { u32 pid; };
          BPF_RINGBUF_OUTPUT(calls, 64);
          BPF_ARRAY(seen, u64, 2);
          TRACEPOINT_PROBE(raw_syscalls, sys_enter) {
            seen.atomic_increment(0);
            return 0;
          }
          int on_call(struct pt_regs *ctx) {
            struct call_t e = {.pid = bpf_get_current_pid_tgid() >> 32};
            calls.ringbuf_output(&e, sizeof(e), 0);
            return 0;
          }
          int on_sample(struct bpf_perf_event_data *ctx) {
            seen.atomic_increment(1);
            return 0;
          }
          """;
      try (BpfModule bpf =
          BpfModule.of(text)
              .attach("on_call", "uprobe:c:strerror")
              .attach("on_sample", Probe.profile(99))
              .load()) {
        var running = bpf.events("calls").start();
        for (int i = 0; i < 23; i++) {
          Errno.text(Errno.EPERM);
        }
        var capture = running.await(Duration.ofMillis(300));
        long own = ProcessHandle.current().pid();
        long calls =
            capture
                .table()
                .where(capture.table().longColumn("pid").isEqualTo((double) own))
                .rowCount();
        System.out.println(
            "calls " + calls + " syscalls " + (bpf.map("seen").get(0).orElse(0) > 0));
      } catch (TraceException e) {
        System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
      }
    }
  }

  private static String run(Path home, String capabilities) throws Exception {
    // A user of its own cannot write where root's home is.
    Files.setPosixFilePermissions(
        home, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all" + capabilities,
                "--ambient-caps=-all" + capabilities,
                "--bounding-set=-all" + capabilities));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Duser.home=" + home,
            "-Djava.io.tmpdir=" + home,
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", home.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @Test
  void fourCapabilitiesAreEnoughForAnOrdinaryUser(@TempDir Path home) throws Exception {
    assertThat(run(home, ",+bpf,+perfmon,+dac_read_search,+sys_ptrace"))
        .contains("calls 23 syscalls true");
  }

  @Test
  void withoutThemTheErrorNamesWhatIsMissing(@TempDir Path home) throws Exception {
    assertThat(run(home, ",+dac_read_search"))
        .contains("PrivilegeException")
        .contains("CAP_BPF")
        .contains("fix:");
  }
}
