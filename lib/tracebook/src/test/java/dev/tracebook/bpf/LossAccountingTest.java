package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ClosedException;
import dev.tracebook.ring.EventBuffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Received + lost = sent, to the event; ./tracebook measure does the same with 100 million. */
@Live
class LossAccountingTest {
  private static final int EVENTS_A_CALL = 64;
  private static final String PROGRAM =
      """
      struct event_t { u64 number; u64 pad[4]; };
      BPF_RINGBUF_OUTPUT(events, PAGES);
      BPF_ARRAY(sent, u64, 1);
      BPF_ARRAY(drops, u64, 1);
      TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
        if (bpf_get_current_pid_tgid() >> 32 != CHILD) return 0;
        int zero = 0;
        u64 *number = sent.lookup(&zero);
        u64 *lost = drops.lookup(&zero);
        if (!number || !lost) return 0;
        struct event_t e = {};
        for (int i = 0; i < 64; i++) {
          e.number = *number;
          *number += 1;
          if (events.ringbuf_output(&e, sizeof(e), 1 /* BPF_RB_NO_WAKEUP */)) *lost += 1;
        }
        return 0;
      }
      """;

  /** A ring that holds seconds of events, and one that overflows all the time. */
  @ParameterizedTest
  @CsvSource({"16384, 156250", "8, 15625"})
  void everyEventIsReceivedOrCountedAsLost(int pages, int calls) throws Exception {
    Process producer =
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                "import os, sys\nfor _ in range(int(sys.stdin.readline())): os.getppid()")
            .start();
    long[] seen = {0, -1, 0};
    EventBuffer after;
    try (BpfModule bpf =
            BpfModule.of(PROGRAM).define("CHILD", producer.pid()).define("PAGES", pages).load();
        EventBuffer ring = bpf.events("events").open()) {
      after = ring;
      begin(producer, calls);
      boolean more = true;
      while (more) {
        more = producer.isAlive();
        ring.drain(
            (data, offsets, sizes, count) -> {
              for (int i = 0; i < count; i++) {
                long number = data.getLong(offsets[i]);
                seen[2] += number - seen[1] - 1;
                seen[1] = number;
              }
              seen[0] += count;
            });
      }
      long sent = bpf.map("sent").sum();
      long lost = bpf.map("drops").sum();
      assertThat(sent).isEqualTo((long) calls * EVENTS_A_CALL);
      assertThat(seen[0] + lost).isEqualTo(sent);
      // What is missing in the sequence, also behind the last event received, is what was lost.
      assertThat(seen[2] + sent - seen[1] - 1).isEqualTo(lost);
      if (pages == 8) {
        assertThat(lost).as("a ring of 32 KiB overflows").isPositive();
      }
    } finally {
      producer.destroy();
    }
    assertThatThrownBy(() -> after.drain((data, offsets, sizes, count) -> {}))
        .isInstanceOf(ClosedException.class);
  }

  private static void begin(Process producer, int calls) throws IOException {
    try (var in = producer.outputWriter()) {
      in.write(calls + "\n");
    }
  }

  /** A program that hits its own probe: the kernel does not run it a second time. */
  @Test
  void hitsInsideOfAProgramAreTold() throws Exception {
    try (BpfModule bpf =
            BpfModule.of(
                    """
                    struct event_t { u64 ns; };
                    BPF_RINGBUF_OUTPUT(events, 8);
                    BPF_ARRAY(inside, u64, 1);
                    TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) {
                      if (args->pid != 1234567) return 0;
                      struct event_t e = {bpf_ktime_get_ns()};
                      events.ringbuf_output(&e, sizeof(e), 0);
                      bpf_trace_printk("outside");
                      return 0;
                    }
                    RAW_TRACEPOINT_PROBE(bpf_trace_printk) {
                      inside.atomic_increment(0);
                      bpf_trace_printk("inside");
                      return 0;
                    }
                    """)
                .load();
        RunningCapture running = bpf.events("events").start()) {
      new ProcessBuilder(
              "/usr/bin/python3",
              "-c",
              "import ctypes\nfor _ in range(23): ctypes.CDLL(None).getpgid(1234567)")
          .start()
          .waitFor();
      Capture capture = running.stop();
      assertThat(capture.table().rowCount()).isEqualTo(23);
      assertThat(bpf.map("inside").sum()).isEqualTo(23);
      assertThat(bpf.missedRuns()).isEqualTo(23);
      assertThat(capture.summary().footer()).contains("23 hits of probes not seen");
    }
  }
}
