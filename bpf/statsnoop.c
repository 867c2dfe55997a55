/*
 * statsnoop - which files are looked at with stat, by whom, with what result.
 *
 * Probes: the entry and exit of the system calls statx, newfstatat and statfs;
 * on x86_64 also newstat and newlstat. fstat of an open file has no path and is
 * not traced.
 *
 * Overhead: about 1 microsecond a call; some programs make 100,000 a second.
 *
 * Example:
 *   PID    COMM             FD ERR PATH
 *   9118   bash             -1   2 /usr/local/bin/ls
 *   9118   bash              0   0 /usr/bin/ls
 * ERR is the errno of a failure: 2 is "no such file". FD is 0 for success.
 */
#include "common.h"

struct start_t {
  u64 ktime_ns;
  u64 path;
};

struct stat_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  int ret;
  u32 truncated;
  u32 pad;
  char comm[16];
  char path[256];
};

BPF_HASH(starts, u64, struct start_t, 65536);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int enter(const char *path) {
  if (!is_wanted())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  struct start_t start = {};
  start.ktime_ns = bpf_ktime_get_ns();
  start.path = (u64)path;
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
  struct stat_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->uid = bpf_get_current_uid_gid();
    e->pid = id >> 32;
    e->tid = id;
    e->ret = ret;
    e->pad = 0;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    e->path[0] = 0;
    long size = bpf_probe_read_user_str(&e->path, sizeof(e->path), (void *)start->path);
    e->truncated = size == sizeof(e->path);
    /* fstat of newer C libraries is newfstatat with an empty path. */
    if (size == 1)
      events.ringbuf_discard(e, 0);
    else
      events.ringbuf_submit(e, 0);
  }
  starts.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_statx) { return enter(args->filename); }
TRACEPOINT_PROBE(syscalls, sys_exit_statx) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_newfstatat) { return enter(args->filename); }
TRACEPOINT_PROBE(syscalls, sys_exit_newfstatat) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_statfs) { return enter(args->pathname); }
TRACEPOINT_PROBE(syscalls, sys_exit_statfs) { return leave(args->ret); }
#ifdef __x86_64__
TRACEPOINT_PROBE(syscalls, sys_enter_newstat) { return enter(args->filename); }
TRACEPOINT_PROBE(syscalls, sys_exit_newstat) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_newlstat) { return enter(args->filename); }
TRACEPOINT_PROBE(syscalls, sys_exit_newlstat) { return leave(args->ret); }
#endif
