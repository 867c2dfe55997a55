/*
 * biosnoop - every disk I/O, with the process that submitted it.
 *
 * Probes: block:block_rq_issue and block:block_rq_complete; for the submitter
 * block:block_io_start (Linux 6.5 and later), else block:block_rq_insert. Pages
 * that are written back later are submitted by a kernel worker.
 *
 * Overhead: about 2 microseconds an I/O.
 *
 * Example:
 *   TIME(s)     COMM           PID     DISK      T SECTOR     BYTES  LAT(ms)
 *   0.000000    postgres       7120    sda       W 18022440   8192      0.42
 *   0.000891    kworker/u8:2   311     sda       W 18101248   4096      0.88
 * PID and COMM are empty for a merged I/O whose submitter is not known.
 */
#include "common.h"

struct request_t {
  u32 dev;
  u32 pad;
  u64 sector;
};

struct start_t {
  u64 queue_ns;
  u64 issue_ns;
  u64 bytes;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 known;
  char comm[16];
};

struct io_t {
  u64 ktimeNs;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 known;
  char comm[16];
  u32 dev;
  int error;
  char rwbs[8];
  u64 sector;
  u64 sizeBytes;
  u64 queuedNs;
  u64 durationNs;
};

BPF_TABLE("lru_hash", struct request_t, struct start_t, starts, 65536);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline bool is_wanted_disk(u32 dev) {
#ifdef OPT_DEV
  return dev == OPT_DEV;
#else
  return true;
#endif
}

static __always_inline int submitted(u32 dev, u64 sector) {
  if (!is_wanted_disk(dev) || !is_wanted())
    return 0;
  struct request_t request = {};
  request.dev = dev;
  request.sector = sector;
  struct start_t start = {};
  start.queue_ns = bpf_ktime_get_ns();
  start.uid = bpf_get_current_uid_gid();
  start.pid = bpf_get_current_pid_tgid() >> 32;
  start.tid = bpf_get_current_pid_tgid();
  start.known = 1;
  bpf_get_current_comm(&start.comm, sizeof(start.comm));
  starts.update(&request, &start);
  return 0;
}

#ifdef OPT_IO_START
TRACEPOINT_PROBE(block, block_io_start) { return submitted(args->dev, args->sector); }
#else
TRACEPOINT_PROBE(block, block_rq_insert) { return submitted(args->dev, args->sector); }
#endif

TRACEPOINT_PROBE(block, block_rq_issue) {
  if (!is_wanted_disk(args->dev))
    return 0;
  struct request_t request = {};
  request.dev = args->dev;
  request.sector = args->sector;
  struct start_t *start = starts.lookup(&request);
  if (start) {
    start->issue_ns = bpf_ktime_get_ns();
    start->bytes = args->bytes;
    return 0;
  }
#if !defined(OPT_PID) && !defined(OPT_TID) && !defined(OPT_UID)
  struct start_t fresh = {};
  fresh.issue_ns = bpf_ktime_get_ns();
  fresh.bytes = args->bytes;
  starts.update(&request, &fresh);
#endif
  return 0;
}

TRACEPOINT_PROBE(block, block_rq_complete) {
  struct request_t request = {};
  request.dev = args->dev;
  request.sector = args->sector;
  struct start_t *start = starts.lookup(&request);
  if (!start)
    return 0;
  struct io_t *e = start->issue_ns ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->uid = start->uid;
    e->pid = start->pid;
    e->tid = start->tid;
    e->known = start->known;
    __builtin_memcpy(e->comm, start->comm, sizeof(e->comm));
    e->dev = args->dev;
    e->error = args->error;
    bpf_probe_read_kernel(&e->rwbs, sizeof(e->rwbs), args->rwbs);
    e->sector = args->sector;
    e->sizeBytes = start->bytes;
    e->queuedNs = start->known ? start->issue_ns - start->queue_ns : 0;
    e->durationNs = e->ktimeNs - start->issue_ns;
    events.ringbuf_submit(e, 0);
  }
  starts.delete(&request);
  return 0;
}
