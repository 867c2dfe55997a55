/*
 * pythonstat - what Python processes do: calls, collections, imports.
 *
 * Probes: the USDT probes function-return, gc-start and
 * import-find-load-start of CPython, in all processes of one python binary.
 *
 * Overhead: about 1 microsecond a call of a Python function.
 *
 * Example:
 *   PID    COMMAND                   CALLS/s    GC/s  IMPORT/s
 *   7031   python3 app.py             120023       4         0
 */
#include "common.h"
#include "processes.h"

struct counts_t {
  u64 calls;
  u64 collections;
  u64 imports;
};

BPF_HASH(counts, u32, struct counts_t, 10240);
BPF_ARRAY(missed, u64, 1);

static __always_inline struct counts_t *counts_of_process(void) {
  if (!is_meant())
    return 0;
  u32 pid = bpf_get_current_pid_tgid() >> 32;
  struct counts_t zero = {};
  struct counts_t *all = counts.lookup_or_try_init(&pid, &zero);
  if (!all)
    missed.atomic_increment(0);
  return all;
}

int on_return(struct pt_regs *ctx) {
  struct counts_t *all = counts_of_process();
  if (all)
    __sync_fetch_and_add(&all->calls, 1);
  return 0;
}

int on_gc(struct pt_regs *ctx) {
  struct counts_t *all = counts_of_process();
  if (all)
    __sync_fetch_and_add(&all->collections, 1);
  return 0;
}

int on_import(struct pt_regs *ctx) {
  struct counts_t *all = counts_of_process();
  if (all)
    __sync_fetch_and_add(&all->imports, 1);
  return 0;
}
