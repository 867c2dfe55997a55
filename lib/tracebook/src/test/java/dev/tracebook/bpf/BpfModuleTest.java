package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ClosedException;
import dev.tracebook.error.CompileException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.VerifierException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

@Live
class BpfModuleTest {
  private static final String OPENS =
      """
      struct open_t { u64 ts; u32 pid; char comm[16]; char file[64]; };
      BPF_RINGBUF_OUTPUT(opens, 1024);
      BPF_HASH(counts, u32, u64);
      TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
        struct open_t e = {};
        e.ts = bpf_ktime_get_ns();
        e.pid = bpf_get_current_pid_tgid() >> 32;
        bpf_get_current_comm(&e.comm, sizeof(e.comm));
        bpf_probe_read_user_str(&e.file, sizeof(e.file), (void *)args->filename);
        counts.increment(e.pid);
        opens.ringbuf_output(&e, sizeof(e), 0);
        return 0;
      }
      """;

  private static final String OPEN_7919_TIMES =
      """
      #include <fcntl.h>
      int main(void) {
        /* On the stack: a text in a page that was never touched cannot be read by a program. */
        char name[] = "/marked-by-tracebook";
        for (int i = 0; i < 7919; i++) openat(AT_FDCWD, name, O_RDONLY);
        return 0;
      }
      """;

  /** Their layouts are not asked of the compiler, which would not survive it. */
  @Test
  void typesThatAConditionLeavesOutAreNoMatter() {
    String text =
        """
        struct seen_t { u32 pid; };
        #ifdef NESTED
        # ifdef OTHER
        struct never_t { u64 a; };
        BPF_RINGBUF_OUTPUT(never, 1);
        static void tell_never(void) { struct never_t e = {}; never.ringbuf_output(&e, 8, 0); }
        # else
        struct nested_t { struct seen_t seen; u64 b; };
        BPF_RINGBUF_OUTPUT(nested, 1);
        static void tell(void) { struct nested_t e = {}; nested.ringbuf_output(&e, 16, 0); }
        # endif
        #else
        static void tell(void) { }
        #endif
        TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) { tell(); return 0; }
        """;
    try (BpfModule without = BpfModule.of(text).load();
        BpfModule with = BpfModule.of(text).define("NESTED", 1).load()) {
      assertThat(without.maps()).doesNotContain("nested");
      assertThat(with.events("nested").run(Duration.ofMillis(1)).table().columnNames())
          .containsExactly("seen.pid", "b");
    }
  }

  @Test
  void everyOneOf7919OpensIsARow(@TempDir Path folder) throws Exception {
    Workload workload = Workload.compile(folder, OPEN_7919_TIMES);
    try (BpfModule bpf = BpfModule.of(OPENS).load()) {
      assertThat(bpf.probes()).containsExactly("tracepoint:syscalls:sys_enter_openat");
      RunningCapture running = bpf.events("opens").start();
      long pid = workload.run();
      Capture capture = running.stop();
      Table marked =
          capture
              .table()
              .where(capture.table().stringColumn("file").isEqualTo("/marked-by-tracebook"));
      assertThat(capture.lost()).hasValue(0);
      assertThat(marked.rowCount()).isEqualTo(7919);
      assertThat(marked.longColumn("pid").unique().asList()).containsExactly(pid);
      assertThat(marked.stringColumn("comm").unique().asList()).containsExactly("workload");
      assertThat(marked.longColumn("ts").isMissing()).isEmpty();
      assertThat(capture.footer()).contains("0 lost").contains("sys_enter_openat");
      Table counts = bpf.map("counts").table();
      assertThat(counts.columnNames()).containsExactly("key", "value");
      Table ours = counts.where(counts.longColumn("key").isEqualTo((double) pid));
      // The loader opens two files of its own: counted too, and the events of this pid agree.
      long events =
          capture
              .table()
              .where(capture.table().longColumn("pid").isEqualTo((double) pid))
              .rowCount();
      assertThat(ours.longColumn("value").get(0)).isEqualTo(events);
    }
  }

  @Test
  void aCompileErrorStandsAtTheUsersLine() {
    String wrong = OPENS.replace("e.ts = bpf_ktime_get_ns();", "e.tss = bpf_ktime_get_ns();");
    assertThatThrownBy(() -> BpfModule.of(wrong).load())
        .isInstanceOfSatisfying(
            CompileException.class,
            error -> assertThat(error.diagnostics().get(0).line()).as(error.log()).isEqualTo(6))
        .hasMessageContaining("tss");
  }

  @Test
  void whatTheVerifierRejectsIsToldWithItsReason() {
    assertThatThrownBy(
            () ->
                BpfModule.of(
                        """
                        BPF_HASH(counts, u32, u64);
                        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
                          u32 key = 0;
                          u64 *value = counts.lookup(&key);
                          *value += 1;
                          return 0;
                        }
                        """)
                    .load())
        .isInstanceOf(VerifierException.class)
        .hasMessageContaining("line 5: *value += 1;")
        .hasMessageContaining("map_value_or_null");
  }

  @Test
  void aProgramThatIsTooComplexIsTheVerifiersMatterNotThePrivileges() {
    assertThatThrownBy(
            () ->
                BpfModule.of(
                        """
                        BPF_HASH(h, u64, u64);
                        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
                          u64 sum = 0;
                          for (int i = 0; i < 100000; i++) {
                            u64 key = i * bpf_get_prandom_u32();
                            u64 *value = h.lookup(&key);
                            if (value) sum += *value;
                          }
                          return sum;
                        }
                        """)
                    .load())
        .isInstanceOf(VerifierException.class)
        .hasMessageContaining("too complex");
  }

  @Test
  void whatTheCodeGeneratorRefusesStandsAtTheUsersLineAndTheProcessGoesOn() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  BpfModule.of(
                          """
                          TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
                            char name[700] = {};
                            bpf_probe_read_user_str(name, sizeof(name), args->filename);
                            return name[3];
                          }
                          """)
                      .load())
          .isInstanceOfSatisfying(
              CompileException.class,
              error -> assertThat(error.diagnostics().get(0).line()).as(error.log()).isEqualTo(2))
          .hasMessageContaining("stack limit of 512 bytes");
    }
  }

  @Test
  void theVerifiersLineIsTheUsersForATypedTracepointToo() {
    assertThatThrownBy(
            () ->
                BpfModule.of(
                        """
                        BPF_HASH(counts, u32, u64);
                        int tp_btf__sched_switch(u64 *ctx) {
                          u32 key = 0;
                          u64 *value = counts.lookup(&key);
                          return *value;
                        }
                        """)
                    .load())
        .isInstanceOf(VerifierException.class)
        .hasMessageContaining("line 5: return *value;");
  }

  @Test
  void anUnknownTracepointOrMapNamesTheNearest() {
    assertThatThrownBy(
            () ->
                BpfModule.of("int f(void *ctx) { return 0; }")
                    .load()
                    .attach("f", Probe.tracepoint("syscalls", "sys_enter_openta")))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("sys_enter_openat");
    try (BpfModule bpf = BpfModule.of(OPENS).load()) {
      assertThatThrownBy(() -> bpf.map("count"))
          .isInstanceOf(UnknownNameException.class)
          .hasMessageContaining("counts");
    }
  }

  @Test
  void afterCloseNothingCanBeReadAndASecondCloseIsFine() {
    BpfModule bpf = BpfModule.of(OPENS).load();
    EventSource opens = bpf.events("opens");
    Capture short1 = opens.run(Duration.ofMillis(30));
    assertThat(short1.duration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    bpf.close();
    bpf.close();
    assertThatThrownBy(() -> bpf.map("counts")).isInstanceOf(ClosedException.class);
    assertThatThrownBy(opens::start).isInstanceOf(ClosedException.class);
  }

  @Test
  void anInterruptEndsACaptureEarlyAndKeepsItsEvents() throws Exception {
    try (BpfModule bpf = BpfModule.of(OPENS).load()) {
      Thread.currentThread().interrupt();
      Capture capture = bpf.events("opens").run(Duration.ofSeconds(60));
      assertThat(capture.duration()).isLessThan(Duration.ofSeconds(30));
    }
  }
}
