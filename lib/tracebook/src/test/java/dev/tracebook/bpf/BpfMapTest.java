package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.Workload;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.MapException;
import dev.tracebook.error.UnsupportedException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

/** Each kind of map, written by a program or by hand, read as a table. */
@Live
class BpfMapTest {
  private static final String GETPPID_7919_TIMES =
      """
      #include <sys/syscall.h>
      #include <unistd.h>
      int main(void) {
        for (int i = 0; i < 7919; i++) syscall(SYS_getppid);
        return 0;
      }
      """;

  @Test
  void countsOfEveryKindOfMapAgree(@TempDir Path folder) throws Exception {
    Workload workload = Workload.compile(folder, GETPPID_7919_TIMES);
    String text =
        """
        struct key_t { u32 pid; u32 cpu; };
        struct sum_t { u64 count; s32 last; };
        BPF_HASH(hash, u32, u64);
        BPF_TABLE("lru_hash", u32, u64, lru, 1024);
        BPF_PERCPU_HASH(percpu_hash, u32, u64);
        BPF_PERCPU_ARRAY(percpu_array, u64, 3);
        BPF_HASH(structs, struct key_t, struct sum_t);
        BPF_TABLE("percpu_hash", u32, struct sum_t, percpu_structs, 1024);
        BPF_HISTOGRAM(dist);
        TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          if (pid != WANTED && WANTED) return 0;
          hash.increment(pid);
          u64 none = 0, *sum = percpu_hash.lookup_or_try_init(&pid, &none);
          if (sum) *sum += 1;
          /* BCC's increment() adds no key to an LRU or per-CPU hash. */
          u64 *recent = lru.lookup_or_try_init(&pid, &none);
          if (recent) __sync_fetch_and_add(recent, 1);
          percpu_array.increment(1);
          struct key_t key = {.pid = pid, .cpu = bpf_get_smp_processor_id()};
          struct sum_t zero = {}, *all = structs.lookup_or_try_init(&key, &zero);
          if (all) { all->count++; all->last = -5; }
          all = percpu_structs.lookup_or_try_init(&pid, &zero);
          if (all) { all->count++; all->last = -5; }
          dist.increment(bpf_log2l(*sum > 100 ? 100 : 3));
          return 0;
        }
        """
            .replace("*sum > 100", "sum && *sum > 100");
    try (BpfModule bpf = BpfModule.of(text).define("WANTED", 0).load()) {
      long pid = workload.run();
      assertThat(bpf.map("hash").get(pid)).hasValue(7919);
      assertThat(bpf.map("lru").get(pid)).hasValue(7919);
      assertThat(bpf.map("percpu_array").get(1)).hasValue(bpf.map("percpu_array").sum());
      Table hash = bpf.map("hash").table();
      assertThat(hash.where(hash.longColumn("key").isEqualTo((double) pid)).longColumn("value"))
          .containsExactly(7919L);
      assertThat(bpf.map("percpu_hash").get(pid)).hasValue(7919);
      assertThat(bpf.map("percpu_hash").table().columnNames()).containsExactly("key", "value");
      Table cpus = bpf.map("percpu_hash").perCpuTable();
      assertThat(cpus.columnNames()).containsExactly("key", "cpu", "value");
      Table structs = bpf.map("structs").table();
      assertThat(structs.columnNames()).containsExactly("pid", "cpu", "count", "last");
      Table ours = structs.where(structs.longColumn("pid").isEqualTo((double) pid));
      assertThat(ours.longColumn("count").sum()).isEqualTo(7919);
      assertThat(ours.longColumn("last").unique().asList()).containsExactly(-5L);
      Table percpu = bpf.map("percpu_structs").table();
      assertThat(percpu.columnNames()).containsExactly("key", "cpu", "count", "last");
      assertThat(
              percpu
                  .where(percpu.longColumn("key").isEqualTo((double) pid))
                  .longColumn("count")
                  .sum())
          .isEqualTo(7919);
      assertThat(bpf.histogram("dist").total()).isEqualTo(bpf.map("hash").sum());
    }
  }

  @Test
  void aLargeMapIsReadWholeAndInBatches() {
    try (BpfModule bpf = BpfModule.of("BPF_HASH(big, u64, u64, 100000);").load()) {
      BpfMap big = bpf.map("big");
      long sum = 0;
      for (long i = 0; i < 20_011; i++) {
        big.put(i, i * 3);
        sum += i * 3;
      }
      assertThat(big.size()).isEqualTo(20_011);
      assertThat(big.sum()).isEqualTo(sum);
      Table table = big.table();
      assertThat(table.rowCount()).isEqualTo(20_011);
      assertThat(table.longColumn("key").unique().size()).isEqualTo(20_011);
      assertThat(big.delete(5L)).isTrue();
      assertThat(big.delete(5L)).isFalse();
      assertThat(big.get(5L)).isEmpty();
      big.clear();
      assertThat(big.size()).isZero();
    }
  }

  @Test
  void queuesTriesAndKeysOfStructsAreWrittenFromJava() {
    String text =
        """
        struct name_t { u8 kind; char name[8]; u32 number; };
        struct prefix_t { u32 bits; u8 address[4]; };
        BPF_QUEUE(waiting, u32, 8);
        BPF_STACK(undo, u32, 8);
        BPF_LPM_TRIE(routes, struct prefix_t, u64, 16);
        BPF_HASH(names, struct name_t, u64, 2);
        """;
    try (BpfModule bpf = BpfModule.of(text).load()) {
      for (int i = 1; i <= 3; i++) {
        bpf.map("waiting").put(null, i);
        bpf.map("undo").put(null, i);
      }
      assertThat(bpf.map("waiting").drain().longColumn("value")).containsExactly(1L, 2L, 3L);
      assertThat(bpf.map("undo").drain().longColumn("value")).containsExactly(3L, 2L, 1L);
      assertThat(bpf.map("waiting").drain().rowCount()).isZero();
      bpf.map("routes").put(List.of(8, new byte[] {10, 0, 0, 0}), 1);
      bpf.map("routes").put(List.of(24, new byte[] {10, 1, 2, 0}), 2);
      assertThat(bpf.map("routes").get(32, new byte[] {10, 1, 2, 3})).hasValue(2);
      assertThat(bpf.map("routes").get(32, new byte[] {10, 9, 9, 9})).hasValue(1);
      assertThat(bpf.map("routes").table().rowCount()).isEqualTo(2);
      BpfMap names = bpf.map("names");
      names.put(List.of(1, "first", 7), 23);
      assertThat(names.get(1, "first", 7)).hasValue(23);
      assertThat(names.table().stringColumn("name")).containsExactly("first");
      assertThatThrownBy(() -> names.put(List.of(1, "eight   ", 7), 1))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("name");
      assertThatThrownBy(() -> names.put(List.of(256, "x", 7), 1))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("kind");
      assertThatThrownBy(() -> names.get(1, "first"))
          .isInstanceOf(ArgumentException.class)
          .hasMessageContaining("number");
      names.put(List.of(2, "second", 7), 1);
      assertThatThrownBy(() -> names.put(List.of(3, "third", 7), 1))
          .isInstanceOf(MapException.class)
          .hasMessageContaining("2");
      assertThatThrownBy(() -> bpf.map("waiting").table())
          .isInstanceOf(UnsupportedException.class)
          .hasMessageContaining("drain");
    }
  }

  @Test
  void aTailCallRunsAnotherFunction(@TempDir Path folder) throws Exception {
    Workload workload = Workload.compile(folder, GETPPID_7919_TIMES);
    String text =
        """
        BPF_PROG_ARRAY(next, 4);
        BPF_HASH(counts, u32, u64);
        int second(void *ctx) {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          counts.increment(pid);
          return 0;
        }
        TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
          next.call(args, 2);
          return 0;
        }
        """;
    try (BpfModule bpf = BpfModule.of(text).load()) {
      bpf.tailCall("next", 2, "second", Probe.tracepoint("syscalls", "sys_enter_getppid"));
      assertThat(bpf.map("counts").get(workload.run())).hasValue(7919);
    }
  }

  private static String sending(String declaration, String call) {
    return """
        struct event_t { u32 pid; u64 number; char pad[5]; };
        %s
        BPF_HASH(numbers, u32, u64);
        TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
          u32 pid = bpf_get_current_pid_tgid() >> 32;
          u64 zero = 0, *number = numbers.lookup_or_try_init(&pid, &zero);
          if (!number) return 0;
          struct event_t e = {};
          e.pid = pid;
          e.number = *number;
          *number += 1;
          %s
          return 0;
        }
        """
        .formatted(declaration, call);
  }

  private static Table ours(Capture capture, long pid) {
    return capture.table().where(capture.table().longColumn("pid").isEqualTo((double) pid));
  }

  @Test
  void aPerfBufferGivesEveryEvent(@TempDir Path folder) throws Exception {
    Workload workload = Workload.compile(folder, GETPPID_7919_TIMES);
    String text = sending("BPF_PERF_OUTPUT(events);", "events.perf_submit(args, &e, sizeof(e));");
    try (BpfModule bpf = BpfModule.of(text).load()) {
      RunningCapture running = bpf.events("events").start();
      long pid = workload.run();
      Capture capture = running.stop();
      long lost = capture.lost().orElseThrow();
      assertThat(ours(capture, pid).rowCount() + lost).isGreaterThanOrEqualTo(7919);
      if (lost == 0) {
        assertThat(ours(capture, pid).rowCount()).isEqualTo(7919);
        assertThat(ours(capture, pid).longColumn("number").unique().size()).isEqualTo(7919);
      }
    }
  }

  @Test
  void whatFindsNoRoomIsCountedWithoutTheProgramsHelp(@TempDir Path folder) throws Exception {
    Workload workload = Workload.compile(folder, GETPPID_7919_TIMES);
    for (String call :
        List.of(
            "events.ringbuf_output(&e, sizeof(e), 0);",
            "struct event_t *room = events.ringbuf_reserve(sizeof(struct event_t));\n"
                + "if (!room) return 0;\n*room = e;\nevents.ringbuf_submit(room, 0);")) {
      String text = sending("BPF_RINGBUF_OUTPUT(events, 1);", call);
      try (BpfModule bpf = BpfModule.of(text).load()) {
        // Nobody reads: the page of the ring fills up at once.
        long pid = workload.run();
        long failed = bpf.failedOutputs("events");
        assertThat(failed).isPositive();
        var ring = bpf.events("events").open();
        int[] left = new int[1];
        ring.drain((data, offsets, sizes, count) -> left[0] += count);
        ring.close();
        assertThat(left[0] + failed).isEqualTo(bpf.map("numbers").sum());
        assertThat(bpf.map("numbers").get(pid)).hasValue(7919);
      }
    }
  }

  @Test
  void whatTheKernelRefusesIsSaid() {
    assertThatThrownBy(() -> BpfModule.of("BPF_RINGBUF_OUTPUT(events, 3);").load())
        .isInstanceOf(MapException.class)
        .hasMessageContaining("events")
        .hasMessageContaining("power of two");
    assertThatThrownBy(() -> BpfModule.of("BPF_HASH(none, u32, u64, 0);").load())
        .isInstanceOf(MapException.class)
        .hasMessageContaining("none");
  }
}
