/*
 * softirqs - how much time soft interrupts take, by kind.
 *
 * Probes: irq:softirq_entry and irq:softirq_exit.
 *
 * Overhead: about 0.3 microseconds a soft interrupt; a network that is busy
 * makes 100,000 a second, which is about 3 % of a CPU.
 *
 * Example:
 *   SOFTIRQ          TOTAL_usecs
 *   TIMER                   2031
 *   NET_RX                 14113
 *   SCHED                   4409
 * NET_RX is the work of received packets; it runs on the CPU that got the
 * interrupt, at the cost of whoever ran there.
 */
#include "common.h"

struct sum_t {
  u64 count;
  u64 totalNs;
};

struct bin_t {
  u32 vec;
  u32 slot;
};

BPF_PERCPU_ARRAY(starts, u64, 1);
BPF_ARRAY(counts, struct sum_t, 32);
BPF_HISTOGRAM(dist, struct bin_t, 4096);

TRACEPOINT_PROBE(irq, softirq_entry) {
  u32 zero = 0;
  u64 now = bpf_ktime_get_ns();
  starts.update(&zero, &now);
  return 0;
}

TRACEPOINT_PROBE(irq, softirq_exit) {
  u32 zero = 0;
  u64 *start = starts.lookup(&zero);
  if (!start || !*start)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - *start;
  *start = 0;
  u32 vec = args->vec;
#ifdef OPT_DIST
  struct bin_t bin = {};
  bin.vec = vec;
#ifdef OPT_NANOSECONDS
  bin.slot = bpf_log2l(elapsed);
#else
  bin.slot = bpf_log2l(elapsed / 1000);
#endif
  dist.atomic_increment(bin);
#endif
  struct sum_t *sum = counts.lookup(&vec);
  if (sum) {
    lock_xadd(&sum->count, 1);
    lock_xadd(&sum->totalNs, elapsed);
  }
  return 0;
}
