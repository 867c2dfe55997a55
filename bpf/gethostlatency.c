/*
 * gethostlatency - which host names are looked up, how long it takes, and
 * whether they are found.
 *
 * Probes: the entry and return of getaddrinfo, gethostbyname and gethostbyname2
 * in the C library, in all processes that use that file. Programs with a
 * resolver of their own, as Go's, do not call them.
 *
 * Overhead: about 4 microseconds a look-up; a look-up takes from tens of
 * microseconds on.
 *
 * Example:
 *   TIME      PID    COMM             LATms HOST
 *   06:10:24  28011  wget             90.00 www.example.org
 *   06:10:28  28127  wget              0.21 no.such.host EAI_NONAME
 */
#include "common.h"
#include "getaddrinfo.h"

struct lookup_t {
  u64 ktimeNs;
  u64 durationNs;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 function;
  int result;
  u32 truncated;
  char comm[16];
  char host[HOST_BYTES];
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int leave(u32 function, int result) {
  u64 id = bpf_get_current_pid_tgid();
  struct lookup_start_t *start = lookups.lookup(&id);
  if (!start)
    return 0;
  struct lookup_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = start->ktime_ns;
    e->durationNs = bpf_ktime_get_ns() - start->ktime_ns;
    e->uid = bpf_get_current_uid_gid();
    e->pid = id >> 32;
    e->tid = id;
    e->function = function;
    e->result = result;
    bpf_get_current_comm(&e->comm, sizeof(e->comm));
    e->host[0] = 0;
    long size = 0;
    if (start->host)
      size = bpf_probe_read_user_str(&e->host, sizeof(e->host), (void *)start->host);
    e->truncated = size == sizeof(e->host);
    events.ringbuf_submit(e, 0);
  }
  lookups.delete(&id);
  return 0;
}

int on_gethostbyname(struct pt_regs *ctx) { return enter_lookup(PT_REGS_PARM1(ctx), 0); }

int on_getaddrinfo_return(struct pt_regs *ctx) { return leave(0, PT_REGS_RC(ctx)); }
int on_gethostbyname_return(struct pt_regs *ctx) { return leave(1, PT_REGS_RC(ctx) ? 0 : 1); }
int on_gethostbyname2_return(struct pt_regs *ctx) { return leave(2, PT_REGS_RC(ctx) ? 0 : 1); }
