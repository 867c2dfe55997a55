/*
 * opensnoop - which files are opened, by whom, and with what result.
 *
 * Probes: the entry and exit of the system calls open, openat, openat2 and
 * creat. The path is read at the exit: at the entry its page may not be in
 * memory. It is the text that the program gave, up to 255 bytes.
 *
 * Overhead: about 1 microsecond an open; an open itself takes several, so even
 * 10,000 a second cost about 1 % of a CPU.
 *
 * Example:
 *   PID    COMM               FD ERR PATH
 *   612    systemd-journal    29   0 /proc/612/status
 *   7031   cat                -1   2 /etc/ld.so.preload
 *   7031   cat                 3   0 /etc/ld.so.cache
 * FD is the new descriptor, ERR the errno of a failure: 2 is "no such file".
 */
#include "common.h"

struct start_t {
  u64 ktime_ns;
  u64 path;
  u32 flags;
};

struct open_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  int ret;
  u32 flags;
  u32 truncated;
  char comm[16];
  char path[256];
};

BPF_HASH(starts, u64, struct start_t, 65536);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int enter(const char *path, u32 flags) {
  if (!is_wanted())
    return 0;
#ifdef OPT_FLAG_FILTER
  if (!(flags & OPT_FLAG_FILTER))
    return 0;
#endif
  u64 id = bpf_get_current_pid_tgid();
  struct start_t start = {};
  start.ktime_ns = bpf_ktime_get_ns();
  start.path = (u64)path;
  start.flags = flags;
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
  struct open_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->uid = bpf_get_current_uid_gid();
    e->pid = id >> 32;
    e->tid = id;
    e->ret = ret;
    e->flags = start->flags;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    e->path[0] = 0;
    long size = bpf_probe_read_user_str(&e->path, sizeof(e->path), (void *)start->path);
    e->truncated = size == sizeof(e->path);
    events.ringbuf_submit(e, 0);
  }
  starts.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_openat) { return enter(args->filename, args->flags); }
TRACEPOINT_PROBE(syscalls, sys_exit_openat) { return leave(args->ret); }

TRACEPOINT_PROBE(syscalls, sys_enter_openat2) {
  u64 flags = 0;
  bpf_probe_read_user(&flags, sizeof(flags), (void *)args->how);
  return enter(args->filename, flags);
}
TRACEPOINT_PROBE(syscalls, sys_exit_openat2) { return leave(args->ret); }

/* Newer architectures have only the two above. */
#ifdef __x86_64__
TRACEPOINT_PROBE(syscalls, sys_enter_open) { return enter(args->filename, args->flags); }
TRACEPOINT_PROBE(syscalls, sys_exit_open) { return leave(args->ret); }

TRACEPOINT_PROBE(syscalls, sys_enter_creat) {
  return enter(args->pathname, O_CREAT | O_WRONLY | O_TRUNC);
}
TRACEPOINT_PROBE(syscalls, sys_exit_creat) { return leave(args->ret); }
#endif
