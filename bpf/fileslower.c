/*
 * fileslower - which reads and writes of files are slow, by whom.
 *
 * Probes: the entry and exit of the system calls read, write, pread64,
 * pwrite64, readv, writev, preadv, pwritev, preadv2 and pwritev2, for regular
 * files. The time is that of the call, with all waiting in it. Files that are
 * mapped into memory are read without a call and are not seen.
 *
 * Overhead: about 1 microsecond a read or write of any kind, also of sockets
 * and pipes, as the file behind a descriptor is looked at.
 *
 * Example:
 *   TIME(s)  COMM           TID    D BYTES   LAT(ms) FILENAME
 *   0.000    postgres       7120   W 8192      16.21 000000010000000000000001
 *   1.337    tar            9844   R 65536     23.80 core.img
 */
#include "common.h"

#ifndef OPT_MIN_NS
#define OPT_MIN_NS 10000000ULL
#endif

struct start_t {
  u64 ktime_ns;
  struct file *file;
  u32 writing;
  u32 pad;
};

struct slow_t {
  u64 ktimeNs;
  u64 durationNs;
  s64 ret;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 writing;
  char comm[16];
  char file[128];
};

BPF_HASH(starts, u64, struct start_t, 131072);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int enter(u64 fd, bool writing) {
  if (!is_wanted())
    return 0;
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct files_struct *files = task->files;
  struct fdtable *table = files->fdt;
  struct file **open = table->fd;
  if (fd >= table->max_fds)
    return 0;
  struct file *file = NULL;
  bpf_probe_read_kernel(&file, sizeof(file), &open[fd]);
  if (!file)
    return 0;
#ifndef OPT_ALL_FILES
  struct inode *inode = NULL;
  u16 mode = 0;
  bpf_probe_read_kernel(&inode, sizeof(inode), &file->f_inode);
  bpf_probe_read_kernel(&mode, sizeof(mode), &inode->i_mode);
  if (!S_ISREG(mode))
    return 0;
#endif
  u64 id = bpf_get_current_pid_tgid();
  struct start_t start = {};
  start.ktime_ns = bpf_ktime_get_ns();
  start.file = file;
  start.writing = writing;
  if (starts.update(&id, &start))
    missed.atomic_increment(0);
  return 0;
}

static __always_inline int leave(long ret) {
  u64 id = bpf_get_current_pid_tgid();
  struct start_t *start = starts.lookup(&id);
  if (!start)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - start->ktime_ns;
  struct file *file = start->file;
  struct slow_t *e = elapsed >= OPT_MIN_NS ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->durationNs = elapsed;
    e->ret = ret;
    e->uid = bpf_get_current_uid_gid();
    e->pid = id >> 32;
    e->tid = id;
    e->writing = start->writing;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    struct dentry *dentry = NULL;
    const unsigned char *name = NULL;
    bpf_probe_read_kernel(&dentry, sizeof(dentry), &file->f_path.dentry);
    bpf_probe_read_kernel(&name, sizeof(name), &dentry->d_name.name);
    e->file[0] = 0;
    bpf_probe_read_kernel_str(&e->file, sizeof(e->file), name);
    events.ringbuf_submit(e, 0);
  }
  starts.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_read) { return enter(args->fd, false); }
TRACEPOINT_PROBE(syscalls, sys_exit_read) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_pread64) { return enter(args->fd, false); }
TRACEPOINT_PROBE(syscalls, sys_exit_pread64) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_readv) { return enter(args->fd, false); }
TRACEPOINT_PROBE(syscalls, sys_exit_readv) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_preadv) { return enter(args->fd, false); }
TRACEPOINT_PROBE(syscalls, sys_exit_preadv) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_preadv2) { return enter(args->fd, false); }
TRACEPOINT_PROBE(syscalls, sys_exit_preadv2) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_write) { return enter(args->fd, true); }
TRACEPOINT_PROBE(syscalls, sys_exit_write) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_pwrite64) { return enter(args->fd, true); }
TRACEPOINT_PROBE(syscalls, sys_exit_pwrite64) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_writev) { return enter(args->fd, true); }
TRACEPOINT_PROBE(syscalls, sys_exit_writev) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_pwritev) { return enter(args->fd, true); }
TRACEPOINT_PROBE(syscalls, sys_exit_pwritev) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_pwritev2) { return enter(args->fd, true); }
TRACEPOINT_PROBE(syscalls, sys_exit_pwritev2) { return leave(args->ret); }
