/*
 * runqlen - how many threads wait for each CPU, as a histogram.
 *
 * Probes: a timer on each CPU, 99 times a second, that reads the length of the
 * CPU's run queue of normal threads. The thread that runs is not counted.
 *
 * Overhead: about 1 microsecond a sample, below 0.1 % of each CPU.
 *
 * Example:
 *      runqlen       : count     distribution
 *         0          : 1068     |****************************************|
 *         1          : 642      |************************                |
 *         2          : 369      |*************                           |
 * A queue that is hardly ever empty means more work than CPUs; see runqlat for
 * the time that this costs.
 */
#include "common.h"

struct bin_t {
  u32 cpu;
  u32 slot;
};

BPF_HISTOGRAM(dist, struct bin_t, 131072);

int on_sample(struct bpf_perf_event_data *ctx) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct cfs_rq *queue = task->se.cfs_rq;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
  u32 length = queue->nr_queued;
#else
  u32 length = queue->nr_running;
#endif
  struct bin_t bin = {};
#ifdef OPT_PER_CPU
  bin.cpu = bpf_get_smp_processor_id();
#endif
  if (length > 1024)
    length = 1024;
  bin.slot = length > 0 ? length - 1 : 0;
  dist.atomic_increment(bin);
  return 0;
}
