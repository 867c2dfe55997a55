/*
 * offcputime - where threads wait, and how long, by stacks.
 *
 * Probes: the raw tracepoint sched_switch. The stack is that of the moment when
 * a thread gives up the CPU; its time counts when it runs again. A wait that is
 * not over at the end is not counted.
 *
 * Overhead: about 2 microseconds a context switch: 100,000 switches a second
 * cost 20 % of a CPU. Choose a process on a busy machine.
 *
 * Example:
 *     schedule_[k]
 *     do_nanosleep_[k]
 *     clock_nanosleep
 *     main
 *     -                workload (9311)
 *         1000512
 * Innermost function first; the last line is the time in microseconds.
 */
#include "common.h"

struct key_t {
  u32 pid;
  u32 tid;
  int userStack;
  int kernelStack;
  char comm[16];
};

struct start_t {
  u64 ktime_ns;
  int user_stack;
  int kernel_stack;
};

BPF_HASH(starts, u32, struct start_t, 131072);
BPF_ARRAY(missed, u64, 1);
BPF_HASH(counts, struct key_t, u64, 65536);
BPF_STACK_TRACE(stacks, 65536);

static __always_inline bool is_wanted_thread(struct task_struct *task) {
  if (!tid_of(task))
    return false;
#ifdef OPT_PID
  if (pid_of(task) != OPT_PID)
    return false;
#endif
#ifdef OPT_TID
  if (tid_of(task) != OPT_TID)
    return false;
#endif
  u32 flags = 0;
  bpf_probe_read_kernel(&flags, sizeof(flags), &task->flags);
#ifdef OPT_USER_THREADS_ONLY
  if (flags & PF_KTHREAD)
    return false;
#endif
#ifdef OPT_KERNEL_THREADS_ONLY
  if (!(flags & PF_KTHREAD))
    return false;
#endif
  return true;
}

RAW_TRACEPOINT_PROBE(sched_switch) {
  struct task_struct *prev = (struct task_struct *)ctx->args[1];
  struct task_struct *next = (struct task_struct *)ctx->args[2];
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 14, 0)
  long state = prev->__state;
#else
  long state = prev->state;
#endif
#ifdef OPT_STATE
  bool wanted_state = OPT_STATE ? (state & OPT_STATE) != 0 : state == 0;
#else
  bool wanted_state = true;
#endif
  u64 now = bpf_ktime_get_ns();
  if (wanted_state && !(state & TASK_DEAD) && is_wanted_thread(prev)) {
    u32 tid = tid_of(prev);
    struct start_t start = {};
    start.ktime_ns = now;
    start.user_stack = -EFAULT;
    start.kernel_stack = -EFAULT;
#ifndef OPT_KERNEL_STACKS_ONLY
    start.user_stack = stacks.get_stackid(ctx, BPF_F_USER_STACK);
#endif
#ifndef OPT_USER_STACKS_ONLY
    start.kernel_stack = stacks.get_stackid(ctx, 0);
#endif
    if (starts.update(&tid, &start))
      missed.atomic_increment(0);
  }
  u32 tid = tid_of(next);
  struct start_t *start = starts.lookup(&tid);
  if (!start)
    return 0;
  u64 elapsed = now - start->ktime_ns;
  struct key_t key = {};
  key.pid = pid_of(next);
#ifdef OPT_PER_THREAD
  key.tid = tid;
#endif
  key.userStack = start->user_stack;
  key.kernelStack = start->kernel_stack;
  starts.delete(&tid);
#ifdef OPT_MIN_NS
  if (elapsed < OPT_MIN_NS)
    return 0;
#endif
#ifdef OPT_MAX_NS
  if (elapsed > OPT_MAX_NS)
    return 0;
#endif
  bpf_probe_read_kernel(&key.comm, sizeof(key.comm), next->comm);
  counts.atomic_increment(key, elapsed);
  return 0;
}
