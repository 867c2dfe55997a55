/*
 * cpudist - how long threads run before they give up the CPU, as a histogram.
 *
 * Probes: the raw tracepoint sched_switch. With offcpu() the time that threads
 * spend off the CPU instead.
 *
 * Overhead: about 0.5 microseconds a context switch.
 *
 * Example:
 *     usecs               : count     distribution
 *         0 -> 1          : 51       |***                                     |
 *         2 -> 3          : 395      |*************************               |
 *         4 -> 7          : 612      |****************************************|
 *      4096 -> 8191       : 44       |**                                      |
 * Many short runs are threads that wait for one another or for I/O; runs of
 * milliseconds compute, and are ended by the scheduler.
 */
#include "common.h"

struct bin_t {
  u32 id;
  u32 slot;
};

BPF_HASH(starts, u32, u64, 131072);
BPF_ARRAY(missed, u64, 1);
BPF_HISTOGRAM(dist, struct bin_t, 131072);

static __always_inline bool is_wanted_thread(struct task_struct *task) {
#ifndef OPT_INCLUDE_IDLE
  if (!tid_of(task))
    return false;
#endif
#ifdef OPT_PID
  if (pid_of(task) != OPT_PID)
    return false;
#endif
  return true;
}

/* The idle threads of all CPUs have the tid 0. */
static __always_inline u32 key_of(struct task_struct *task) {
  u32 tid = tid_of(task);
  return tid ? tid : 0x80000000 | bpf_get_smp_processor_id();
}

static __always_inline void begins(struct task_struct *task, u64 now) {
  u32 key = key_of(task);
  if (starts.update(&key, &now))
    missed.atomic_increment(0);
}

static __always_inline void ends(struct task_struct *task, u64 now) {
  u32 key = key_of(task);
  u64 *start = starts.lookup(&key);
  if (!start)
    return;
  u64 elapsed = now - *start;
  starts.delete(&key);
  struct bin_t bin = {};
#ifdef OPT_PER_PROCESS
  bin.id = pid_of(task);
#endif
#ifdef OPT_PER_THREAD
  bin.id = tid_of(task);
#endif
#ifdef OPT_MILLISECONDS
  bin.slot = bpf_log2l(elapsed / 1000000);
#else
  bin.slot = bpf_log2l(elapsed / 1000);
#endif
  dist.atomic_increment(bin);
}

RAW_TRACEPOINT_PROBE(sched_switch) {
  struct task_struct *prev = (struct task_struct *)ctx->args[1];
  struct task_struct *next = (struct task_struct *)ctx->args[2];
  u64 now = bpf_ktime_get_ns();
#ifdef OPT_OFFCPU
  if (is_wanted_thread(prev))
    begins(prev, now);
  if (is_wanted_thread(next))
    ends(next, now);
#else
  if (is_wanted_thread(prev))
    ends(prev, now);
  if (is_wanted_thread(next))
    begins(next, now);
#endif
  return 0;
}
