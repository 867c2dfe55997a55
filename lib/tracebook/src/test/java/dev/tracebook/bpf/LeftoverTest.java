package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.error.TraceException;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.LibC;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing stays in the kernel, and no descriptor in this process. */
@Live
class LeftoverTest {
  private static final String TEXT =
      """
      struct call_t { u32 pid; };
      BPF_RINGBUF_OUTPUT(calls, 64);
      BPF_HASH(counts, u32, u64);
      BPF_STACK_TRACE(stacks, 64);
      TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
        struct call_t e = {.pid = bpf_get_current_pid_tgid() >> 32};
        calls.ringbuf_output(&e, sizeof(e), 0);
        counts.increment(e.pid);
        return 0;
      }
      int on_sample(struct bpf_perf_event_data *ctx) { return 0; }
      int on_call(struct pt_regs *ctx) { return 0; }
      """;

  private static void assertGone(List<Integer> programs, List<Integer> maps) throws Exception {
    // The kernel frees a program some milliseconds after its last descriptor is closed.
    for (int wait = 0; wait < 100 && present(programs, maps) > 0; wait++) {
      Thread.sleep(50);
    }
    assertThat(present(programs, maps)).isZero();
  }

  private static int present(List<Integer> programs, List<Integer> maps) {
    int present = 0;
    for (int id : programs) {
      present += closed(Bpf.programById(id));
    }
    for (int id : maps) {
      present += closed(Bpf.mapById(id));
    }
    return present;
  }

  private static int closed(int fd) {
    if (fd < 0) {
      return 0;
    }
    LibC.closeFd(fd);
    return 1;
  }

  private static long bpfDescriptors() throws Exception {
    try (var fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.filter(
              each -> {
                try {
                  String target = Files.readSymbolicLink(each).toString();
                  return target.contains("bpf") || target.contains("perf_event");
                } catch (java.io.IOException e) {
                  return false;
                }
              })
          .count();
    }
  }

  @Test
  void afterCloseTheKernelHasNoneOfOurProgramsAndMaps() throws Exception {
    long before = bpfDescriptors();
    BpfModule bpf =
        BpfModule.of(TEXT)
            .attach("on_sample", Probe.profile(49))
            .attach("on_call", "uprobe:c:getppid")
            .load();
    var running = bpf.events("calls").start();
    List<Integer> programs = bpf.programIds();
    List<Integer> maps = bpf.mapIds();
    assertThat(programs).hasSize(3).allMatch(id -> id > 0);
    assertThat(maps).hasSizeGreaterThanOrEqualTo(4).allMatch(id -> id > 0);
    assertThat(present(programs, maps)).isEqualTo(programs.size() + maps.size());
    bpf.close();
    assertThat(running.stop().duration()).isPositive();
    assertGone(programs, maps);
    assertThat(bpfDescriptors()).isEqualTo(before);
    assertThat(BpfModule.loaded()).doesNotContain(bpf);
  }

  @Test
  void afterAnErrorNothingIsLeftAttached() throws Exception {
    long before = bpfDescriptors();
    assertThatThrownBy(
            () ->
                BpfModule.of(TEXT)
                    .attach("on_sample", Probe.profile(49))
                    .attach("on_call", "uprobe:c:no_such_function")
                    .load())
        .isInstanceOf(TraceException.class);
    assertThat(bpfDescriptors()).isEqualTo(before);
  }

  @Test
  void manyThreadsMayUseAndCloseAModule() throws Exception {
    for (int round = 0; round < 5; round++) {
      BpfModule bpf = BpfModule.of(TEXT).load();
      var source = bpf.events("calls");
      Thread capture =
          new Thread(
              () -> {
                try {
                  source.run(Duration.ofSeconds(30));
                } catch (TraceException e) {
                  // Closed before it began: an error, and no crash of the JVM.
                }
              });
      Thread reader =
          new Thread(
              () -> {
                try {
                  while (bpf.isOpen()) {
                    bpf.map("counts").table();
                  }
                } catch (TraceException e) {
                  assertThat(e).hasMessageContaining("closed");
                }
              });
      capture.start();
      reader.start();
      Thread.sleep(20);
      bpf.close();
      capture.join();
      reader.join();
    }
  }
}
