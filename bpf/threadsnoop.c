/*
 * threadsnoop - which threads are started, by whom, with which routine.
 *
 * Probes: task:task_newtask for every thread of every program; the entry of
 * libc's pthread_create for its start routine; task:task_rename for the name
 * that the thread is given after its start.
 *
 * Overhead: 2 to 3 microseconds a thread; starting one takes 20 and more.
 *
 * Example:
 *   TIME(ms)   PID      TID      NAME             FUNC
 *   0.000      7031     7040     ib_io_rd-1       start_thread_fn
 *   0.412      7031     7041     worker           mysqld+0x8a1230
 * NAME is the thread's own name at the end of the trace; FUNC its routine.
 */
#include "common.h"

#define CREATED 0
#define RENAMED 1

struct thread_t {
  u64 ktimeNs;
  u64 routine;
  u32 pid;
  u32 tid;
  u32 kind;
  char comm[16]; /* of the thread that starts it */
  char name[16];
};

struct known_t {
  u32 pid;
  char comm[16];
};

BPF_TABLE("lru_hash", u64, u64, routines, 10240);
BPF_TABLE("lru_hash", u32, struct known_t, threads, 65536);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

int on_create(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  u64 routine = PT_REGS_PARM3(ctx);
  if (is_wanted())
    routines.update(&id, &routine);
  return 0;
}

TRACEPOINT_PROBE(task, task_newtask) {
  if (!(args->clone_flags & 0x10000 /* CLONE_THREAD */) || !is_wanted())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  u32 tid = args->pid;
  struct known_t known = {.pid = id >> 32};
  bpf_get_current_comm(&known.comm, sizeof(known.comm));
  threads.update(&tid, &known);
  u64 *routine = routines.lookup(&id);
  struct thread_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->routine = routine ? *routine : 0;
    e->pid = known.pid;
    e->tid = tid;
    e->kind = CREATED;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    bpf_probe_read_kernel(&e->name, sizeof(e->name), args->comm);
    events.ringbuf_submit(e, 0);
  }
  routines.delete(&id);
  return 0;
}

TRACEPOINT_PROBE(task, task_rename) {
  u32 tid = args->pid;
  struct known_t *known = threads.lookup(&tid);
  if (!known)
    return 0;
  struct thread_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->routine = 0;
    e->pid = known->pid;
    e->tid = tid;
    e->kind = RENAMED;
    bpf_probe_read_kernel(&e->comm, sizeof(e->comm), known->comm);
    bpf_probe_read_kernel(&e->name, sizeof(e->name), args->newcomm);
    events.ringbuf_submit(e, 0);
  }
  return 0;
}
