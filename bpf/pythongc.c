/*
 * pythongc - which garbage collections a Python program makes, how long.
 *
 * Probes: the USDT probes gc-start and gc-done of CPython.
 *
 * Overhead: a few microseconds a collection, which takes far longer itself.
 *
 * Example:
 *   TIME(s)        PID    GENERATION   COLLECTED   TIME(us)
 *   0.000000       7031            0           4      31.40
 *   0.412331       7031            2        1024    5120.77
 * The youngest generation, 0, is collected most; one of generation 2 looks at
 * all objects. COLLECTED counts the objects that were freed.
 */
#include "common.h"
#include "processes.h"

struct start_t {
  u64 ktime_ns;
  u32 generation;
};

struct collection_t {
  u64 ktimeNs;
  u64 durationNs;
  s64 collected;
  u32 pid;
  u32 tid;
  u32 generation;
  char comm[16];
};

BPF_HASH(starts, u64, struct start_t, 10240);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

int on_start(struct pt_regs *ctx) {
  if (!is_meant())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  struct start_t start = {};
  bpf_usdt_readarg(1, ctx, &start.generation);
  start.ktime_ns = bpf_ktime_get_ns();
  if (starts.update(&id, &start))
    missed.atomic_increment(0);
  return 0;
}

int on_done(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct start_t *start = starts.lookup(&id);
  if (!start)
    return 0;
  u64 took = bpf_ktime_get_ns() - start->ktime_ns;
#ifdef OPT_MIN_NS
  if (took < OPT_MIN_NS) {
    starts.delete(&id);
    return 0;
  }
#endif
  s64 collected = 0;
  bpf_usdt_readarg(1, ctx, &collected);
  struct collection_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->durationNs = took;
    e->collected = collected;
    e->pid = id >> 32;
    e->tid = id;
    e->generation = start->generation;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    events.ringbuf_submit(e, 0);
  }
  starts.delete(&id);
  return 0;
}
