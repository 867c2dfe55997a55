/*
 * biolatency - how long disk I/O takes, as a histogram.
 *
 * Probes: block:block_rq_issue and block:block_rq_complete, for the time that
 * the device takes; with queued() block:block_rq_insert too, for the time in
 * the I/O scheduler before it.
 *
 * Overhead: about 1 microsecond an I/O, little against the I/O itself; counts
 * are made in the kernel.
 *
 * Example:
 *     usecs               : count     distribution
 *        ...
 *       64 -> 127        : 24       |******                                  |
 *      128 -> 255        : 151      |****************************************|
 *      256 -> 511        : 38       |**********                              |
 * Most I/O took 128 to 255 microseconds; a second hill far to the right is
 * queueing or a slow device.
 */
#include "common.h"

struct request_t {
  u32 dev;
  u32 pad;
  u64 sector;
};

struct bin_t {
  u32 dev;
  char rwbs[8];
  u32 slot;
};

BPF_TABLE("lru_hash", struct request_t, u64, starts, 65536);
BPF_HISTOGRAM(dist, struct bin_t, 65536);

static __always_inline int begin(u32 dev, u64 sector, bool only_new) {
#ifdef OPT_DEV
  if (dev != OPT_DEV)
    return 0;
#endif
  struct request_t request = {};
  request.dev = dev;
  request.sector = sector;
  if (only_new && starts.lookup(&request))
    return 0;
  u64 now = bpf_ktime_get_ns();
  starts.update(&request, &now);
  return 0;
}

#ifdef OPT_QUEUED
TRACEPOINT_PROBE(block, block_rq_insert) { return begin(args->dev, args->sector, false); }
TRACEPOINT_PROBE(block, block_rq_issue) { return begin(args->dev, args->sector, true); }
#else
TRACEPOINT_PROBE(block, block_rq_issue) { return begin(args->dev, args->sector, false); }
#endif

TRACEPOINT_PROBE(block, block_rq_complete) {
  struct request_t request = {};
  request.dev = args->dev;
  request.sector = args->sector;
  u64 *start = starts.lookup(&request);
  if (!start)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - *start;
  starts.delete(&request);
  struct bin_t bin = {};
#ifdef OPT_PER_DISK
  bin.dev = args->dev;
#endif
#ifdef OPT_PER_FLAG
  bpf_probe_read_kernel(&bin.rwbs, sizeof(bin.rwbs), args->rwbs);
#endif
#ifdef OPT_MILLISECONDS
  bin.slot = bpf_log2l(elapsed / 1000000);
#else
  bin.slot = bpf_log2l(elapsed / 1000);
#endif
  dist.atomic_increment(bin);
  return 0;
}
