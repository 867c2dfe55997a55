/*
 * pythonflow - entries and returns of Python functions in their order.
 *
 * Probes: the USDT probes function-entry and function-return of CPython. The
 * semaphore of the probe line is raised as well: CPython 3.11 tests for
 * function-entry only on the path that it takes when lines are traced.
 *
 * Overhead: high; a busy program takes 4 times as long and more. For a short
 * look at one process.
 *
 * Example:
 *   TID    TIME(us)     FUNCTION
 *   7031   0.000        -> /srv/app.py.handle:12
 *   7031   3.812          -> /srv/app.py.parse:40
 *   7031   9.104          <- /srv/app.py.parse:44
 */
#include "common.h"
#include "processes.h"

struct step_t {
  u64 ktimeNs;
  u32 pid;
  u32 tid;
  int depth;
  int line;
  u32 entry;
  char file[256];
  char function[128];
};

BPF_HASH(depths, u64, int, 10240);
BPF_ARRAY(missed, u64, 1);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int step(u64 file, u64 function, int line, bool entry) {
  u64 id = bpf_get_current_pid_tgid();
  int zero = 0;
  int *depth = depths.lookup_or_try_init(&id, &zero);
  if (!depth) {
    missed.atomic_increment(0);
    return 0;
  }
  if (!entry && *depth > 0)
    (*depth)--;
  struct step_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->pid = id >> 32;
    e->tid = id;
    e->depth = *depth;
    e->line = line;
    e->entry = entry;
    e->file[0] = 0;
    e->function[0] = 0;
    bpf_probe_read_user_str(&e->file, sizeof(e->file), (void *)file);
    bpf_probe_read_user_str(&e->function, sizeof(e->function), (void *)function);
    events.ringbuf_submit(e, 0);
  }
  if (entry)
    (*depth)++;
  return 0;
}

int on_entry(struct pt_regs *ctx) {
  u64 file = 0, function = 0;
  int line = 0;
  if (!is_meant())
    return 0;
  bpf_usdt_readarg(1, ctx, &file);
  bpf_usdt_readarg(2, ctx, &function);
  bpf_usdt_readarg(3, ctx, &line);
  return step(file, function, line, true);
}

int on_return(struct pt_regs *ctx) {
  u64 file = 0, function = 0;
  int line = 0;
  if (!is_meant())
    return 0;
  bpf_usdt_readarg(1, ctx, &file);
  bpf_usdt_readarg(2, ctx, &function);
  bpf_usdt_readarg(3, ctx, &line);
  return step(file, function, line, false);
}

int on_line_raised(struct pt_regs *ctx) { return 0; }
