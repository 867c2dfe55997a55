/*
 * killsnoop - which signals are sent, by whom, to whom, and with what result.
 *
 * Probes: the entry and exit of the system calls kill, tkill, tgkill and
 * rt_sigqueueinfo. Signals that the kernel sends itself, such as SIGSEGV or
 * ^C of a terminal, make no call and are not seen.
 *
 * Overhead: about 1 microsecond a call; signals are rare.
 *
 * Example:
 *   PID     COMM             SIG  TPID    RESULT
 *   2131    systemctl        15   1811    0
 *   2140    bash             9    99999   -3
 * TPID is what the caller gave: negative for a process group, a thread for
 * tkill and tgkill. RESULT is the negative errno of a failure.
 */
#include "common.h"

struct start_t {
  u64 ktime_ns;
  int target;
  int signal;
};

struct kill_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  int signal;
  int targetPid;
  int ret;
  char comm[16];
};

BPF_HASH(starts, u64, struct start_t, 16384);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int enter(int target, int signal) {
  if (!is_wanted())
    return 0;
#ifdef OPT_SIGNAL
  if (signal != OPT_SIGNAL)
    return 0;
#endif
#ifdef OPT_TARGET
  if (target != OPT_TARGET)
    return 0;
#endif
  u64 id = bpf_get_current_pid_tgid();
  struct start_t start = {};
  start.ktime_ns = bpf_ktime_get_ns();
  start.target = target;
  start.signal = signal;
  if (starts.update(&id, &start))
    missed.atomic_increment(0);
  return 0;
}

static __always_inline int leave(long ret) {
  u64 id = bpf_get_current_pid_tgid();
  struct start_t *start = starts.lookup(&id);
  if (!start)
    return 0;
#ifdef OPT_FAILED
  if (ret >= 0) {
    starts.delete(&id);
    return 0;
  }
#endif
  struct kill_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->uid = bpf_get_current_uid_gid();
    e->pid = id >> 32;
    e->tid = id;
    e->signal = start->signal;
    e->targetPid = start->target;
    e->ret = ret;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    events.ringbuf_submit(e, 0);
  }
  starts.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_kill) { return enter(args->pid, args->sig); }
TRACEPOINT_PROBE(syscalls, sys_exit_kill) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_tkill) { return enter(args->pid, args->sig); }
TRACEPOINT_PROBE(syscalls, sys_exit_tkill) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_tgkill) { return enter(args->pid, args->sig); }
TRACEPOINT_PROBE(syscalls, sys_exit_tgkill) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_rt_sigqueueinfo) { return enter(args->pid, args->sig); }
TRACEPOINT_PROBE(syscalls, sys_exit_rt_sigqueueinfo) { return leave(args->ret); }
