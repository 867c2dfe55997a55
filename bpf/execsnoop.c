/*
 * execsnoop - which programs are started, with which arguments.
 *
 * Probes: sched:sched_process_exec, which every successful execve reaches; the
 * arguments are read from the new program's own memory. With fails() also the
 * entry and exit of the system calls execve and execveat.
 *
 * Overhead: about 2 microseconds a program start, which itself takes hundreds.
 *
 * Example:
 *   PCOMM            PID     PPID    RET ARGS
 *   sh               9214    9201      0 sh -c ls
 *   ls               9215    9214      0 ls
 * Short-lived programs that no top shows; PPID tells who starts them. RET is
 * the negative errno of a start that failed.
 */
#include "common.h"

#define ARGS_BYTES 1024
#define MOST_ARGS 20
#define ARG_BYTES 128

struct exec_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 ppid;
  int ret;
  u32 truncated;
  char comm[16];
  char args[ARGS_BYTES];
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline u32 parent(void) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  return task->real_parent->tgid;
}

static __always_inline bool is_wanted_child(void) {
#ifdef OPT_PPID
  if (parent() != OPT_PPID)
    return false;
#endif
  return is_wanted();
}

static __always_inline void begin(struct exec_t *e) {
  u64 id = bpf_get_current_pid_tgid();
  e->ktimeNs = bpf_ktime_get_ns();
  e->uid = bpf_get_current_uid_gid();
  e->pid = id >> 32;
  e->tid = id;
  e->ppid = parent();
  e->truncated = 0;
  e->ret = 0;
  bpf_get_current_comm(&e->comm, sizeof(e->comm));
}

TRACEPOINT_PROBE(sched, sched_process_exec) {
  if (!is_wanted_child())
    return 0;
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct mm_struct *mm = task->mm;
  u64 from = mm->arg_start;
  u64 size = mm->arg_end - from;
  struct exec_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  begin(e);
  if (size > ARGS_BYTES - 1) {
    size = ARGS_BYTES - 1;
    e->truncated = 1;
  }
  e->args[ARGS_BYTES - 1] = 0;
  if (bpf_probe_read_user(e->args, size, (void *)from))
    e->args[0] = 0;
  /* A text ends at its first NUL, so the NULs between arguments become unit separators. */
  for (u32 i = 0; i < ARGS_BYTES - 1; i++) {
    /* Keeps clang from counting otherwise, which the verifier could not follow. */
    asm volatile("" : "+r"(i));
    if (i + 1 >= size)
      break;
    if (!e->args[i & (ARGS_BYTES - 1)])
      e->args[i & (ARGS_BYTES - 1)] = 0x1f;
  }
  events.ringbuf_submit(e, 0);
  return 0;
}

#ifdef OPT_FAILS
BPF_HASH(starts, u64, u64, 16384);
BPF_ARRAY(missed, u64, 1);

static __always_inline int enter(u64 argv) {
  if (!is_wanted_child())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  if (starts.update(&id, &argv))
    missed.atomic_increment(0);
  return 0;
}

static __always_inline int leave(long ret) {
  u64 id = bpf_get_current_pid_tgid();
  u64 *argv = starts.lookup(&id);
  if (!argv)
    return 0;
  u64 from = *argv;
  starts.delete(&id);
  if (ret >= 0)
    return 0;
  struct exec_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  begin(e);
  e->ret = ret;
  u64 at = 0;
  e->args[0] = 0;
  for (int i = 0; i < MOST_ARGS; i++) {
    u64 arg = 0;
    if (bpf_probe_read_user(&arg, sizeof(arg), (void *)(from + 8 * i)) || !arg)
      break;
    asm volatile("" : "+r"(at));
    if (i == MOST_ARGS - 1 || at > ARGS_BYTES - ARG_BYTES - 1) {
      e->truncated = 1;
      break;
    }
    if (at > 0)
      e->args[(at - 1) & (ARGS_BYTES - 1)] = 0x1f;
    long size = bpf_probe_read_user_str(&e->args[at], ARG_BYTES, (void *)arg);
    if (size <= 0 || size > ARG_BYTES)
      break;
    if (size == ARG_BYTES)
      e->truncated = 1;
    at += (u64)size;
  }
  events.ringbuf_submit(e, 0);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_enter_execve) { return enter((u64)args->argv); }
TRACEPOINT_PROBE(syscalls, sys_exit_execve) { return leave(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_execveat) { return enter((u64)args->argv); }
TRACEPOINT_PROBE(syscalls, sys_exit_execveat) { return leave(args->ret); }
#endif
