/*
 * exitsnoop - which processes end, after how long, and with what status.
 *
 * Probes: sched:sched_process_exit. A process ends with its last thread; with
 * perThread() each thread is told.
 *
 * Overhead: about 1 microsecond the end of a thread.
 *
 * Example:
 *   PCOMM            PID    PPID   TID    AGE(s)  EXIT_CODE
 *   sleep            9311   9201   9311   1.00    0
 *   make             9320   9201   9320   0.05    code 2
 *   worker           9400   1      9400   86.31   signal 11 (SEGV)
 */
#include "common.h"

struct exit_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 ppid;
  u64 ageNs;
  u32 status;
  u32 pad;
  char comm[16];
};

struct process_t {
  u64 start_ns;
  u32 pid;
  u32 pad;
};

BPF_TABLE("lru_hash", struct process_t, u8, ended, 16384);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

#define SIGNAL_GROUP_EXIT 4

TRACEPOINT_PROBE(sched, sched_process_exit) {
  if (!is_wanted())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct task_struct *leader = task->group_leader;
  u32 status = task->exit_code;
  u64 start_ns = task->start_time;
#ifndef OPT_PER_THREAD
  struct signal_struct *signal = task->signal;
  if (signal->live.counter > 0)
    return 0;
  /* Two threads that end at the same moment may both be the last: one of them tells. */
  start_ns = leader->start_time;
  struct process_t process = {};
  process.start_ns = start_ns;
  process.pid = id >> 32;
  u8 one = 1;
  if (ended.insert(&process, &one))
    return 0;
  status = signal->flags & SIGNAL_GROUP_EXIT ? signal->group_exit_code : leader->exit_code;
#endif
#ifdef OPT_FAILED
  if (!status)
    return 0;
#endif
  struct exit_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  e->ktimeNs = bpf_ktime_get_ns();
  e->uid = bpf_get_current_uid_gid();
  e->pid = id >> 32;
  e->tid = id;
  e->ppid = task->real_parent->tgid;
  e->ageNs = e->ktimeNs - start_ns;
  e->status = status;
  e->pad = 0;
#ifdef OPT_PER_THREAD
  bpf_get_current_comm(&e->comm, sizeof(e->comm));
#else
  bpf_probe_read_kernel(&e->comm, sizeof(e->comm), leader->comm);
#endif
  events.ringbuf_submit(e, 0);
  return 0;
}
