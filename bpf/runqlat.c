/*
 * runqlat - how long threads wait for a CPU, as a histogram.
 *
 * Probes: the raw tracepoints sched_wakeup, sched_wakeup_new and sched_switch.
 * A thread waits from its wakeup, or from losing the CPU while it could go on,
 * until it runs.
 *
 * Overhead: about 0.5 microseconds a context switch: 100,000 switches a second
 * cost about 5 % of a CPU.
 *
 * Example:
 *     usecs               : count     distribution
 *         0 -> 1          : 233      |***********                             |
 *         2 -> 3          : 742      |************************************    |
 *         4 -> 7          : 810      |****************************************|
 *         8 -> 15         : 61       |***                                     |
 * Waits of milliseconds mean that there is more work than CPUs.
 */
#include "common.h"

struct bin_t {
  u32 id;
  u32 slot;
};

BPF_HASH(starts, u32, u64, 131072);
BPF_ARRAY(missed, u64, 1);
BPF_HISTOGRAM(dist, struct bin_t, 131072);

static __always_inline void waits(struct task_struct *task) {
  u32 tid = tid_of(task);
  if (!tid)
    return;
#ifdef OPT_PID
  if (pid_of(task) != OPT_PID)
    return;
#endif
  u64 now = bpf_ktime_get_ns();
  if (starts.update(&tid, &now))
    missed.atomic_increment(0);
}

RAW_TRACEPOINT_PROBE(sched_wakeup) {
  waits((struct task_struct *)ctx->args[0]);
  return 0;
}

RAW_TRACEPOINT_PROBE(sched_wakeup_new) {
  waits((struct task_struct *)ctx->args[0]);
  return 0;
}

RAW_TRACEPOINT_PROBE(sched_switch) {
  bool preempted = ctx->args[0];
  struct task_struct *prev = (struct task_struct *)ctx->args[1];
  struct task_struct *next = (struct task_struct *)ctx->args[2];
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
  long state = prev->__state;
#else
  long state = prev->state;
#endif
  if (preempted || state == TASK_RUNNING)
    waits(prev);
  u32 tid = tid_of(next);
  u64 *start = starts.lookup(&tid);
  if (!start)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - *start;
  starts.delete(&tid);
  struct bin_t bin = {};
#ifdef OPT_PER_PROCESS
  bin.id = pid_of(next);
#endif
#ifdef OPT_PER_THREAD
  bin.id = tid;
#endif
#ifdef OPT_MILLISECONDS
  bin.slot = bpf_log2l(elapsed / 1000000);
#else
  bin.slot = bpf_log2l(elapsed / 1000);
#endif
  dist.atomic_increment(bin);
  return 0;
}
