/*
 * syscount - how often each system call is made, or by each process.
 *
 * Probes: raw_syscalls:sys_exit; with latency() raw_syscalls:sys_enter too.
 * Calls that do not return, such as exit_group, are not counted.
 *
 * Overhead: about 0.3 microseconds a system call; with latency() about twice
 * that. A program of a million calls a second becomes noticeably slower.
 *
 * Example:
 *   SYSCALL                   COUNT
 *   read                       1043
 *   futex                       311
 *   epoll_wait                   57
 */
#include "common.h"

struct key_t {
  u32 id;
  u32 pad;
};

struct sum_t {
  u64 count;
  u64 totalNs;
  char comm[16];
};

BPF_HASH(counts, struct key_t, struct sum_t, 65536);

static __always_inline bool is_wanted_call(long number) {
#ifdef OPT_NUMBER
  if (number != OPT_NUMBER)
    return false;
#endif
#ifdef OPT_PPID
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  if (task->real_parent->tgid != OPT_PPID)
    return false;
#endif
  return is_wanted();
}

#ifdef OPT_LATENCY
BPF_HASH(starts, u64, u64, 131072);
BPF_ARRAY(missed, u64, 1);

TRACEPOINT_PROBE(raw_syscalls, sys_enter) {
  if (!is_wanted_call(args->id))
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  u64 now = bpf_ktime_get_ns();
  if (starts.update(&id, &now))
    missed.atomic_increment(0);
  return 0;
}
#endif

TRACEPOINT_PROBE(raw_syscalls, sys_exit) {
  u64 id = bpf_get_current_pid_tgid();
  u64 elapsed = 0;
#ifdef OPT_LATENCY
  u64 *start = starts.lookup(&id);
  if (!start)
    return 0;
  elapsed = bpf_ktime_get_ns() - *start;
  starts.delete(&id);
#endif
  if (args->id < 0 || !is_wanted_call(args->id))
    return 0;
#ifdef OPT_FAILURES
  if (args->ret >= 0 || args->ret < -4095)
    return 0;
#endif
#ifdef OPT_ERRNO
  if (args->ret != -OPT_ERRNO)
    return 0;
#endif
  struct key_t key = {};
#ifdef OPT_PER_PROCESS
  key.id = id >> 32;
#else
  key.id = args->id;
#endif
  struct sum_t zero = {};
  struct sum_t *sum = counts.lookup_or_try_init(&key, &zero);
  if (!sum)
    return 0;
  lock_xadd(&sum->count, 1);
  lock_xadd(&sum->totalNs, elapsed);
#ifdef OPT_PER_PROCESS
  bpf_get_current_comm(&sum->comm, sizeof(sum->comm));
#endif
  return 0;
}
