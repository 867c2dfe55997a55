/*
 * dbstat - how long the statements of a MySQL, MariaDB or PostgreSQL take.
 *
 * Probes: those of dbslower. The kernel counts latencies in powers of two of
 * a microsecond, by command, and by window of time where one is asked for.
 *
 * Overhead: 2 to 4 microseconds a statement; nothing leaves the kernel until
 * the end.
 *
 * Example:
 *      usecs               : count     distribution
 *        32 -> 63         : 41       |********                                |
 *        64 -> 127        : 205      |****************************************|
 *       128 -> 255        : 12       |**                                      |
 * 205 statements took from 64 to 127 microseconds.
 */
#include "common.h"
#include "processes.h"
#include "database.h"

struct dist_t {
  u64 window;
  u32 command;
  u32 slot;
};

BPF_HASH(dist, struct dist_t, u64, 65536);

static __always_inline void done(u64 id, struct statement_t *statement, bool failed) {
  u64 now = bpf_ktime_get_ns();
  u64 latency = now - statement->start_ns;
#ifdef OPT_MIN_NS
  if (latency < OPT_MIN_NS)
    return;
#endif
  struct dist_t key = {.command = statement->command, .slot = bpf_log2l(latency / 1000)};
#ifdef OPT_EVERY_NS
  key.window = now / OPT_EVERY_NS;
#endif
  u64 zero = 0;
  u64 *count = dist.lookup_or_try_init(&key, &zero);
  if (count)
    __sync_fetch_and_add(count, 1);
  else
    missed.atomic_increment(0);
}
