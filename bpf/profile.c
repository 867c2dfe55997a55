/*
 * profile - where the CPUs spend their time, by sampled stacks.
 *
 * Probes: a timer on each CPU, 49 times a second by default.
 *
 * Overhead: about 5 microseconds a sample, below 0.1 % of each CPU at the
 * default frequency. Names are looked up at the end.
 *
 * Example:
 *     copy_user_generic_[k]
 *     vfs_read_[k]
 *     read
 *     main
 *     -                dd (25036)
 *         4
 * Innermost function first; the last line is the number of samples. In the
 * flame graph wide boxes are where the time goes.
 */
#include "common.h"

struct key_t {
  u32 pid;
  u32 tid;
  int userStack;
  int kernelStack;
  char comm[16];
};

BPF_HASH(counts, struct key_t, u64, 65536);
BPF_STACK_TRACE(stacks, 65536);

int on_sample(struct bpf_perf_event_data *ctx) {
  u64 id = bpf_get_current_pid_tgid();
#ifndef OPT_INCLUDE_IDLE
  if (!(u32)id)
    return 0;
#endif
  if (!is_wanted())
    return 0;
  struct key_t key = {};
  key.pid = id >> 32;
#ifdef OPT_PER_THREAD
  key.tid = id;
#endif
  key.userStack = -EFAULT;
  key.kernelStack = -EFAULT;
#ifndef OPT_KERNEL_STACKS_ONLY
  key.userStack = stacks.get_stackid(ctx, BPF_F_USER_STACK);
#endif
#ifndef OPT_USER_STACKS_ONLY
  key.kernelStack = stacks.get_stackid(ctx, 0);
#endif
  bpf_get_current_comm(&key.comm, sizeof(key.comm));
  counts.atomic_increment(key);
  return 0;
}
