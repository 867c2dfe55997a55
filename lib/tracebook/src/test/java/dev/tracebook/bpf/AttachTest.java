package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.AttachException;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Each kind of probe with a workload whose count is known. */
@Live
class AttachTest {
  private static final int EVENTS = 7919;

  private static final String PROGRAM =
      """
      #include <stdio.h>
      #include <sys/sdt.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      #include <fcntl.h>
      __attribute__((noinline)) long marked_function(long n, const char *text) {
        __asm__ volatile("" : : "r"(n), "r"(text) : "memory");
        return n * 2;
      }
      int main(void) {
        char text[] = "marked";
        long sum = 0;
        for (int i = 0; i < 7919; i++) {
          sum += marked_function(i, text);
          DTRACE_PROBE3(tracebook_test, tick, i, text, (short)(i % 3 - 1));
          syscall(SYS_getppid);
        }
        DTRACE_PROBE3(tracebook_test, tick, sum, text, (short)7);
        printf("%ld\\n", sum);
        return 0;
      }
      """;

  @TempDir static Path folder;
  private static Workload workload;

  @BeforeAll
  static void compile() throws Exception {
    workload = Workload.compile(folder, PROGRAM);
  }

  private static String counting(String signature) {
    return """
        BPF_HASH(counts, u32, u64);
        %s {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          counts.increment(pid);
          return 0;
        }
        """
        .formatted(signature);
  }

  private static long count(BpfModule bpf, long pid) {
    return bpf.map("counts").get(pid).orElse(0);
  }

  private static void assertCounts(ModuleBuilder program, String probe) throws Exception {
    try (BpfModule bpf = program.load()) {
      assertThat(bpf.probes()).hasSize(1);
      assertThat(bpf.probes().get(0)).startsWith(probe);
      assertThat(count(bpf, workload.run())).as(probe).isEqualTo(EVENTS);
    }
  }

  @Test
  void aTracepointByNameAndByHand() throws Exception {
    assertCounts(
        BpfModule.of(counting("TRACEPOINT_PROBE(syscalls, sys_enter_getppid)")),
        "tracepoint:syscalls:sys_enter_getppid");
    assertCounts(
        BpfModule.of(counting("int on_call(void *ctx)"))
            .attach("on_call", "tracepoint:syscalls:sys_enter_getppid"),
        "tracepoint:syscalls:sys_enter_getppid");
  }

  private static final String RAW_IF_GETPPID =
      counting("RAW_TRACEPOINT_PROBE(sys_enter)")
          .replace("u32 pid", "if (ctx->args[1] != 110) return 0;\n  u32 pid");

  @Test
  void aRawTracepointWithItsArguments() throws Exception {
    assertCounts(BpfModule.of(RAW_IF_GETPPID), "rawtracepoint:sys_enter");
  }

  @Test
  void aTypedTracepointReadsItsArgumentsWithoutAHelper() throws Exception {
    assertCounts(
        BpfModule.of(
            RAW_IF_GETPPID
                .replace("RAW_TRACEPOINT_PROBE(sys_enter)", "int tp_btf__sys_enter(u64 *ctx)")
                .replace("ctx->args[1]", "ctx[1]")),
        "tp_btf:sys_enter");
  }

  @Test
  void theEntryAndTheReturnOfAFunction() throws Exception {
    String path = workload.path().toString();
    String text =
        """
        #include <uapi/linux/ptrace.h>
        BPF_HASH(counts, u32, u64);
        BPF_HASH(sums, u32, u64);
        int on_entry(struct pt_regs *ctx) {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          counts.increment(pid);
          return 0;
        }
        int on_return(struct pt_regs *ctx) {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          sums.increment(pid, PT_REGS_RC(ctx));
          return 0;
        }
        """;
    try (BpfModule bpf =
        BpfModule.of(text)
            .attach("on_entry", Probe.uprobe(path, "marked_function"))
            .attach("on_return", Probe.uretprobe(path, "marked_func*"))
            .load()) {
      long pid = workload.run();
      assertThat(count(bpf, pid)).isEqualTo(EVENTS);
      assertThat(bpf.map("sums").get(pid)).hasValue((long) EVENTS * (EVENTS - 1));
    }
  }

  @Test
  void aLibrarysFunctionByTheLibrarysName() throws Exception {
    try (BpfModule bpf =
        BpfModule.of(counting("int on_call(struct pt_regs *ctx)"))
            .attach("on_call", "uprobe:c:syscall")
            .load()) {
      assertThat(count(bpf, workload.run())).isEqualTo(EVENTS);
    }
  }

  private static final String USDT_TEXT =
      """
      #include <uapi/linux/ptrace.h>
      struct tick_t { u32 pid; s64 n; char text[16]; s16 phase; };
      BPF_RINGBUF_OUTPUT(ticks, 256);
      int on_tick(struct pt_regs *ctx) {
        struct tick_t e = {};
        u64 text = 0;
        e.pid = bpf_get_current_pid_tgid() >> 32;
        bpf_usdt_readarg(1, ctx, &e.n);
        bpf_usdt_readarg(2, ctx, &text);
        bpf_usdt_readarg(3, ctx, &e.phase);
        bpf_probe_read_user_str(&e.text, sizeof(e.text), (void *)text);
        ticks.ringbuf_output(&e, sizeof(e), 0);
        return 0;
      }
      """;

  @Test
  void usdtByPathReadsItsArgumentsAtEachOfItsLocations() throws Exception {
    try (BpfModule bpf =
        BpfModule.of(USDT_TEXT)
            .attach("on_tick", Probe.usdt(workload.path().toString(), "tracebook_test", "tick"))
            .load()) {
      assertThat(bpf.probes()).hasSize(2);
      var running = bpf.events("ticks").start();
      long pid = workload.run();
      var capture = running.stop();
      Table ours = capture.table().where(capture.table().longColumn("pid").isEqualTo((double) pid));
      assertThat(capture.lost()).hasValue(0);
      assertThat(ours.rowCount()).isEqualTo(EVENTS + 1);
      assertThat(ours.stringColumn("text").unique().asList()).containsExactly("marked");
      for (int i = 0; i < EVENTS; i++) {
        assertThat(ours.longColumn("n").getLong(i)).isEqualTo(i);
        assertThat(ours.intColumn("phase").getInt(i)).isEqualTo(i % 3 - 1);
      }
      assertThat(ours.longColumn("n").getLong(EVENTS)).isEqualTo((long) EVENTS * (EVENTS - 1));
      assertThat(ours.intColumn("phase").getInt(EVENTS)).isEqualTo(7);
    }
  }

  @Test
  void usdtArgumentsOfAFunctionThatIsAttachedNowhereAreToldApart() {
    assertThatThrownBy(() -> BpfModule.of(USDT_TEXT).load())
        .isInstanceOf(ArgumentException.class)
        .hasMessageContaining("attach(\"on_tick\"");
  }

  @Test
  void samplesOfWhatRunsWithStacks() throws Exception {
    String text =
        """
        #include <uapi/linux/ptrace.h>
        #include <uapi/linux/bpf_perf_event.h>
        struct key_t { u32 pid; int user; int kernel; };
        BPF_HASH(counts, struct key_t);
        BPF_STACK_TRACE(stacks, 4096);
        int on_sample(struct bpf_perf_event_data *ctx) {
          struct key_t key = {};
          key.pid = bpf_get_current_pid_tgid() >> 32;
          key.user = stacks.get_stackid(&ctx->regs, BPF_F_USER_STACK);
          key.kernel = stacks.get_stackid(&ctx->regs, 0);
          counts.increment(key);
          return 0;
        }
        """;
    Path source = Files.createDirectories(folder.resolve("busy"));
    Workload busy =
        Workload.compile(
            source,
            """
            #include <unistd.h>
            #include <time.h>
            __attribute__((noinline)) double deeply_busy(double x) {
              struct timespec now;
              clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
              while (now.tv_sec < 2) {
                for (int i = 0; i < 100000; i++) { x += i; __asm__ volatile("" : : : "memory"); }
                clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
              }
              return x;
            }
            int main(void) { double x = deeply_busy(1); pause(); return x > 0; }
            """);
    Process process = null;
    try (BpfModule bpf = BpfModule.of(text).load()) {
      process = new ProcessBuilder(busy.path().toString()).start();
      bpf.attach("on_sample", Probe.profile(997).pid((int) process.pid()));
      for (int i = 0; i < 200 && named(bpf, (int) process.pid()) == 0; i++) {
        Thread.sleep(50);
      }
      assertThat(named(bpf, (int) process.pid())).isPositive();
    } finally {
      if (process != null) {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static long named(BpfModule bpf, int pid) {
    Table counts = bpf.map("counts").table();
    assertThat(counts.columnNames()).containsExactly("pid", "user", "kernel", "value");
    long samples = 0;
    for (int i = 0; i < counts.rowCount(); i++) {
      var stack = bpf.stacks("stacks").user(counts.longColumn("user").getLong(i), pid);
      if (stack.stream().anyMatch(each -> each.name().equals("deeply_busy"))) {
        samples += counts.longColumn("value").getLong(i);
      }
    }
    return samples;
  }

  @Test
  void anIteratorOverTasksSeesThisThread() {
    String text =
        """
        #include <linux/sched.h>
        BPF_ITER(task) {
          struct seq_file *seq = ctx->meta->seq;
          struct task_struct *task = ctx->task;
          if (!task) return 0;
          u32 ids[2] = {task->tgid, task->pid};
          bpf_seq_write(seq, ids, sizeof(ids));
          return 0;
        }
        """;
    try (BpfModule bpf = BpfModule.of(text).load()) {
      var ids = java.nio.ByteBuffer.wrap(bpf.readIterator("task"));
      ids.order(java.nio.ByteOrder.nativeOrder());
      boolean seen = false;
      while (ids.remaining() >= 8) {
        long tgid = ids.getInt();
        boolean ours = tgid == ProcessHandle.current().pid();
        seen |= ids.getInt() > 0 && ours;
      }
      assertThat(seen).isTrue();
      assertThatThrownBy(() -> bpf.readIterator("tcp"))
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("iter:task");
    }
  }

  @Test
  void everyPlaceOfAPatternIsAttached() throws Exception {
    try (BpfModule bpf =
        BpfModule.of(counting("int on_call(void *ctx)"))
            .attach("on_call", "tracepoint:syscalls:sys_e*_getppid")
            .load()) {
      assertThat(bpf.probes())
          .containsExactlyInAnyOrder(
              "tracepoint:syscalls:sys_enter_getppid", "tracepoint:syscalls:sys_exit_getppid");
      assertThat(count(bpf, workload.run())).isEqualTo(2 * EVENTS);
      assertThatThrownBy(() -> bpf.attach("on_call", "tracepoint:syscalls:sys_enter_getppid"))
          .isInstanceOf(AttachException.class)
          .hasMessageContaining("already");
      assertThat(bpf.probes()).hasSize(2);
    }
  }

  @Test
  void whatThisKernelLacksIsSaidClearly() {
    // A kernel with kprobes attaches; one without says so and names what to use instead.
    for (String probe : new String[] {"kprobe:vfs_read", "fentry:vfs_read"}) {
      try (BpfModule bpf = BpfModule.of(counting("int on_call(struct pt_regs *ctx)")).load()) {
        assertThat(bpf.attach("on_call", probe)).isNotEmpty();
      } catch (UnsupportedException e) {
        assertThat(e.fix()).contains("tracepoint");
      }
    }
  }

  @Test
  void aMistypedNameNamesTheNearest() {
    try (BpfModule bpf = BpfModule.of(counting("int on_call(void *ctx)")).load()) {
      String path = workload.path().toString();
      assertNames(bpf, "uprobe:" + path + ":marked_functoin", "marked_function");
      assertNames(bpf, "usdt:" + path + ":tracebook_test:tikc", "tick");
      assertNames(bpf, "tracepoint:sycalls:sys_enter_getppid", "syscalls");
      assertNames(bpf, "rawtracepoint:sched_swich", "sched_switch");
      assertNames(bpf, "tp_btf:sched_swich", "sched_switch");
      assertNames(bpf, "software:page-fault:1", "page-faults");
      assertNames(bpf, "uprobe:libcc:malloc", "libc");
      assertNames(bpf, "iter:tsk", "bpf_iter_task");
      assertThatThrownBy(() -> bpf.attach("on_cal", "tracepoint:syscalls:sys_enter_getppid"))
          .isInstanceOf(UnknownNameException.class)
          .hasMessageContaining("on_call");
      assertThatThrownBy(() -> bpf.attach("on_call", "tracepiont:a:b"))
          .isInstanceOf(TraceException.class)
          .hasMessageContaining("tracepoint");
      assertThatThrownBy(
              () -> bpf.attach("on_call", Probe.uprobe(path, "marked_function").pid(4_000_000)))
          .isInstanceOf(TraceException.class)
          .hasMessageContaining("4000000");
      assertThat(bpf.probes()).isEmpty();
    }
  }

  private static void assertNames(BpfModule bpf, String probe, String nearest) {
    assertThatThrownBy(() -> bpf.attach("on_call", probe))
        .as(probe)
        .isInstanceOf(TraceException.class)
        .hasMessageContaining(nearest);
  }
}
