/*
 * pythoncalls - which Python functions are called, how often, how long.
 *
 * Probes: the USDT probe function-return of CPython, which fires at every end
 * of a function, also by an exception and at a generator's yield. latency()
 * adds function-entry, and raises the semaphore of the probe line: CPython
 * 3.11 tests for function-entry only on the path that it takes when lines are
 * traced. The probe line itself is not attached.
 *
 * Overhead: counting costs about 2 microseconds a call, which makes a busy
 * program take up to 2 times as long; latency() up to 4 times and more.
 *
 * Example:
 *   CALLS      TIME(us) FUNCTION
 *   1023           2.10 /usr/lib/python3.11/json/decoder.py.decode
 *   23            11.90 /srv/app.py.handle
 */
#include "common.h"
#include "processes.h"

struct call_t {
  u32 pid;
  char file[192];
  char function[96];
};

struct sum_t {
  u64 calls;
  u64 timed;
  u64 totalNs;
};

BPF_HASH(calls, struct call_t, struct sum_t, 65536);
BPF_ARRAY(missed, u64, 1);

#ifdef OPT_LATENCY
#define MOST_NESTED 64

/* The texts' addresses name a function for as long as one of its calls runs. */
struct running_t {
  u64 id;
  u64 file;
  u64 function;
};

struct begins_t {
  u64 count;
  u64 ns[MOST_NESTED];
};

BPF_HASH(running, struct running_t, struct begins_t, 16384);
BPF_ARRAY(none, struct begins_t, 1);
#endif

int on_return(struct pt_regs *ctx) {
  if (!is_meant())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  u64 file = 0, function = 0;
  bpf_usdt_readarg(1, ctx, &file);
  bpf_usdt_readarg(2, ctx, &function);
  struct call_t key = {.pid = id >> 32};
  bpf_probe_read_user_str(&key.file, sizeof(key.file), (void *)file);
  bpf_probe_read_user_str(&key.function, sizeof(key.function), (void *)function);
  struct sum_t zero = {};
  struct sum_t *sum = calls.lookup_or_try_init(&key, &zero);
  if (!sum) {
    missed.atomic_increment(0);
    return 0;
  }
  __sync_fetch_and_add(&sum->calls, 1);
#ifdef OPT_LATENCY
  struct running_t call = {.id = id, .file = file, .function = function};
  struct begins_t *begins = running.lookup(&call);
  if (!begins || !begins->count)
    return 0; /* began before */
  u64 at = --begins->count;
  if (at < MOST_NESTED) {
    __sync_fetch_and_add(&sum->timed, 1);
    __sync_fetch_and_add(&sum->totalNs, bpf_ktime_get_ns() - begins->ns[at & (MOST_NESTED - 1)]);
  }
  if (!at)
    running.delete(&call);
#endif
  return 0;
}
