/*
 * dbslower - which statements of a MySQL, MariaDB or PostgreSQL are slow.
 *
 * Probes: MySQL and MariaDB: entry and return of dispatch_command, which
 * executes one command of the client's protocol; PostgreSQL: its USDT probes
 * query-start, query-done, query-execute-start, query-execute-done and
 * statement-status. Connections that are made later are seen too. Only what
 * took longer than the minimum leaves the kernel; its text is kept from its
 * beginning, up to 4096 bytes unless another limit is given.
 *
 * Overhead: 3 to 6 microseconds a statement, whether it is slow or not; below
 * 5 % for a server that executes 10,000 small statements a second on one CPU.
 *
 * Example:
 *   TIME(s)        PID          MS QUERY
 *   0.000000       1296    198.958 update agents set configurations = '{}'
 *   1.201377       1296     60.636 select sleep(0.06)
 * MS is the time from the command's arrival at the server to its end.
 */
#include "common.h"
#include "processes.h"
#include "database.h"

struct query_t {
  u64 ktimeNs;
  u64 latencyNs;
  u32 pid;
  u32 tid;
  u32 command;
  u32 failed;
  u32 truncated;
  char comm[16];
  char query[OPT_QUERY_BYTES];
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline void done(u64 id, struct statement_t *statement, bool failed) {
  u64 latency = bpf_ktime_get_ns() - statement->start_ns;
  if (latency < OPT_MIN_NS)
    return;
  struct query_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return;
  e->ktimeNs = statement->start_ns;
  e->latencyNs = latency;
  e->pid = id >> 32;
  e->tid = id;
  e->command = statement->command;
  e->failed = failed;
  e->truncated = 0;
  e->query[0] = 0;
  bpf_get_current_comm(&e->comm, sizeof(e->comm));
  struct text_t *text = texts.lookup(&id);
  if (text && text->begin_ns == statement->begin_ns) {
    e->truncated = text->truncated;
    bpf_probe_read_kernel_str(&e->query, sizeof(e->query), text->text);
  }
  events.ringbuf_submit(e, 0);
}
