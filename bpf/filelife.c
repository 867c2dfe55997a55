/*
 * filelife - which files live only shortly: created and deleted while traced.
 *
 * Probes: the exits of the system calls open, openat, openat2 and creat, where
 * a new file shows by its mode FMODE_CREATED; the entry and exit of unlink,
 * unlinkat, rename, renameat and renameat2. A deleted file is told by the last
 * part of its name, and by its inode, whose links have become none.
 *
 * Overhead: about 1 microsecond an open, and 2 to 3 a deletion or renaming.
 *
 * Example:
 *   TIME     PID    COMM             AGE(s)  FILE
 *   05:57:59 8556   gcc              0.04    ccCB5EDe.s
 *   05:57:59 8560   rm               0.02    .entry_64.o.d
 * PID deletes the file; AGE is the time between.
 */
#include "common.h"

#define NAME_BYTES 64
#define PATH_BYTES 256
#define MOST_SAME 4
#define FMODE_CREATED_BIT 0x100000

struct life_t {
  u64 ktimeNs;
  u64 durationNs;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 creatorPid;
  char comm[16];
  char creatorComm[16];
  char file[NAME_BYTES];
};

struct name_t {
  char text[NAME_BYTES];
};

struct path_t {
  char text[PATH_BYTES];
};

struct birth_t {
  u64 inode; /* 0: this place is free */
  u64 number;
  u64 dentry;
  u64 ktime_ns;
  u32 pid;
  u32 pad;
  char comm[16];
};

/* Files of the same name in different folders. */
struct births_t {
  struct birth_t each[MOST_SAME];
};

/* A call that takes a name away, and gives another one or none. */
struct leaving_t {
  struct name_t from;
  struct name_t to;
  u64 renaming;
};

BPF_TABLE("lru_hash", struct name_t, struct births_t, births, 16384);
BPF_TABLE("lru_hash", u64, struct leaving_t, leaving, 4096);
BPF_ARRAY(no_births, struct births_t, 1);
BPF_ARRAY(no_leaving, struct leaving_t, 1);
BPF_PERCPU_ARRAY(paths, struct path_t, 1);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline bool is_alive(struct birth_t *birth) {
  struct inode *inode = (struct inode *)birth->inode;
  unsigned long number = 0;
  u32 links = 0;
  bpf_probe_read_kernel(&number, sizeof(number), &inode->i_ino);
  bpf_probe_read_kernel(&links, sizeof(links), (void *)&inode->i_nlink);
  return number == birth->number && links;
}

/* The last part of a path, as the folder has it. */
static __always_inline void read_last_part(struct name_t *to, const char *path) {
  int zero = 0;
  u64 start = 0;
  struct path_t *whole = paths.lookup(&zero);
  if (!whole)
    return;
  long size = bpf_probe_read_user_str(whole->text, sizeof(whole->text), path);
  for (int i = 0; i < PATH_BYTES; i++) {
    if (i >= size || !whole->text[i])
      break;
    if (whole->text[i] == '/')
      start = i + 1;
  }
  bpf_probe_read_user_str(to->text, sizeof(to->text), path + start);
}

static __always_inline void remember(struct name_t *name, struct birth_t *birth) {
  int zero = 0;
  struct births_t *births_of = births.lookup(name);
  if (!births_of) {
    struct births_t *none = no_births.lookup(&zero);
    if (!none)
      return;
    births.update(name, none);
    births_of = births.lookup(name);
    if (!births_of)
      return;
  }
#pragma unroll
  for (int i = 0; i < MOST_SAME; i++) {
    if (!births_of->each[i].inode) {
      births_of->each[i] = *birth;
      return;
    }
  }
  missed.atomic_increment(0);
}

static __always_inline int opened(long fd) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct files_struct *files = NULL;
  struct fdtable *table = NULL;
  struct file **open = NULL;
  struct file *file = NULL;
  struct inode *inode = NULL;
  struct dentry *dentry = NULL;
  const unsigned char *text = NULL;
  unsigned long number = 0;
  u32 mode = 0;
  if (fd < 0)
    return 0;
  bpf_probe_read_kernel(&files, sizeof(files), &task->files);
  bpf_probe_read_kernel(&table, sizeof(table), &files->fdt);
  bpf_probe_read_kernel(&open, sizeof(open), &table->fd);
  bpf_probe_read_kernel(&file, sizeof(file), &open[fd]);
  bpf_probe_read_kernel(&mode, sizeof(mode), &file->f_mode);
  if (!(mode & FMODE_CREATED_BIT))
    return 0;
  bpf_probe_read_kernel(&inode, sizeof(inode), &file->f_inode);
  bpf_probe_read_kernel(&number, sizeof(number), &inode->i_ino);
  bpf_probe_read_kernel(&dentry, sizeof(dentry), &file->f_path.dentry);
  bpf_probe_read_kernel(&text, sizeof(text), &dentry->d_name.name);
  struct name_t name = {};
  bpf_probe_read_kernel_str(name.text, sizeof(name.text), text);
  struct birth_t birth = {};
  birth.inode = (u64)inode;
  birth.number = number;
  birth.dentry = (u64)dentry;
  birth.ktime_ns = bpf_ktime_get_ns();
  birth.pid = bpf_get_current_pid_tgid() >> 32;
  bpf_get_current_comm(&birth.comm, sizeof(birth.comm));
  remember(&name, &birth);
  return 0;
}

/* Forgets files that went in a way that is not traced: the next of the name is another. */
static __always_inline void sweep(struct name_t *name) {
  struct births_t *births_of = births.lookup(name);
  if (!births_of)
    return;
#pragma unroll
  for (int i = 0; i < MOST_SAME; i++) {
    if (births_of->each[i].inode && !is_alive(&births_of->each[i]))
      births_of->each[i].inode = 0;
  }
}

static __always_inline int leave_name(const char *from, const char *to) {
  u64 id = bpf_get_current_pid_tgid();
  int zero = 0;
  struct leaving_t *none = no_leaving.lookup(&zero);
  if (!none)
    return 0;
  leaving.update(&id, none);
  struct leaving_t *call = leaving.lookup(&id);
  if (!call)
    return 0;
  read_last_part(&call->from, from);
  sweep(&call->from);
  if (to) {
    call->renaming = 1;
    read_last_part(&call->to, to);
    sweep(&call->to);
  }
  return 0;
}

static __always_inline void tell(struct name_t *name, struct birth_t *birth) {
  if (!is_wanted())
    return;
  struct life_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return;
  e->ktimeNs = bpf_ktime_get_ns();
  e->durationNs = e->ktimeNs - birth->ktime_ns;
  e->uid = bpf_get_current_uid_gid();
  e->pid = bpf_get_current_pid_tgid() >> 32;
  e->tid = bpf_get_current_pid_tgid();
  e->creatorPid = birth->pid;
  bpf_get_current_comm(&e->comm, sizeof(e->comm));
  __builtin_memcpy(&e->creatorComm, birth->comm, sizeof(e->creatorComm));
  __builtin_memcpy(&e->file, name->text, sizeof(e->file));
  events.ringbuf_submit(e, 0);
}

static __always_inline void tell_dead(struct name_t *name) {
  struct births_t *births_of = births.lookup(name);
  if (!births_of)
    return;
#pragma unroll
  for (int i = 0; i < MOST_SAME; i++) {
    if (births_of->each[i].inode && !is_alive(&births_of->each[i])) {
      tell(name, &births_of->each[i]);
      births_of->each[i].inode = 0;
    }
  }
}

/* Files keep their dentry when they are renamed: that of the renamed one now has the new name. */
static __always_inline void move(struct name_t *from, struct name_t *to) {
  struct births_t *births_of = births.lookup(from);
  if (!births_of)
    return;
#pragma unroll
  for (int i = 0; i < MOST_SAME; i++) {
    struct birth_t *birth = &births_of->each[i];
    struct dentry *dentry = (struct dentry *)birth->dentry;
    const unsigned char *text = NULL;
    union {
      struct name_t name;
      u64 parts[NAME_BYTES / 8];
    } now = {};
    bool same = birth->inode;
    bpf_probe_read_kernel(&text, sizeof(text), &dentry->d_name.name);
    bpf_probe_read_kernel_str(now.name.text, sizeof(now.name.text), text);
#pragma unroll
    for (int part = 0; part < NAME_BYTES / 8; part++)
      same = same && now.parts[part] == ((u64 *)to)[part];
    if (same) {
      struct birth_t moved = *birth;
      birth->inode = 0;
      remember(to, &moved);
    }
  }
}

static __always_inline int left_name(long ret) {
  u64 id = bpf_get_current_pid_tgid();
  struct leaving_t *call = leaving.lookup(&id);
  if (!call)
    return 0;
  if (!ret && !call->renaming)
    tell_dead(&call->from);
  if (!ret && call->renaming) {
    tell_dead(&call->to);
    move(&call->from, &call->to);
  }
  leaving.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_openat) { return opened(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_openat2) { return opened(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_unlinkat) { return leave_name(args->pathname, NULL); }
TRACEPOINT_PROBE(syscalls, sys_exit_unlinkat) { return left_name(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_renameat2) {
  return leave_name(args->oldname, args->newname);
}
TRACEPOINT_PROBE(syscalls, sys_exit_renameat2) { return left_name(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_renameat) { return leave_name(args->oldname, args->newname); }
TRACEPOINT_PROBE(syscalls, sys_exit_renameat) { return left_name(args->ret); }

/* Newer architectures have only the calls above. */
#ifdef __x86_64__
TRACEPOINT_PROBE(syscalls, sys_exit_open) { return opened(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_creat) { return opened(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_unlink) { return leave_name(args->pathname, NULL); }
TRACEPOINT_PROBE(syscalls, sys_exit_unlink) { return left_name(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_rename) { return leave_name(args->oldname, args->newname); }
TRACEPOINT_PROBE(syscalls, sys_exit_rename) { return left_name(args->ret); }
#endif
