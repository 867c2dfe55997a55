/*
 * tcpconnect - which TCP connections are made, by whom, to where.
 *
 * Probes: the raw tracepoint inet_sock_set_state, whose change to SYN_SENT
 * happens in the connecting task, and the exit of the system call connect for
 * the local port. With dns() also getaddrinfo of the C library, and the system
 * calls that send and receive, for what DNS servers are asked and answer.
 *
 * Overhead: about 1 microsecond a change of state, five or so a connection.
 * With dns() about 0.5 more a read, write, send or receive of any kind.
 *
 * Example:
 *   PID    COMM         IP SADDR            DADDR            DPORT
 *   1479   telnet       4  127.0.0.1        127.0.0.1        23
 *   1469   curl         4  10.201.219.236   54.245.105.25    80
 *   1991   telnet       6  ::1              ::1              23
 */
#include "common.h"
#include "tcp.h"

struct connect_t {
  u64 ktimeNs;
  s64 socketId; /* signed: an address of the kernel is a negative number in Java */
  u32 kind;
  int err;
  struct owner_t owner;
  struct ends_t ends;
#ifdef OPT_DNS
  u64 durationNs;
  u32 sizeBytes;
  u32 pad;
  u8 bytes[512]; /* a name, or an answer */
#endif
};

#ifdef OPT_COUNT
BPF_HASH(counts, struct ends_t, u64, 65536);
BPF_ARRAY(missed, u64, 1);

RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int newstate = ctx->args[2];
  if (newstate != TCP_SYN_SENT || !is_tcp(sk) || !is_wanted_peer())
    return 0;
  struct ends_t ends = {};
  read_ends(sk, &ends);
  ends.localPort = 0; /* not chosen yet, or one that would divide what belongs together */
  u64 zero = 0;
  u64 *count = counts.lookup_or_try_init(&ends, &zero);
  if (count)
    __sync_fetch_and_add(count, 1);
  else
    missed.atomic_increment(0);
  return 0;
}
#else
#define CONNECTS 0
#define ENDS 1
#define RETURNS 2
#define NAMED 3
#define ANSWERED 4

BPF_TABLE("lru_hash", u64, u64, connecting, 65536); /* socket of a task in connect */
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline void tell(u32 kind, struct sock *sk, int err) {
  struct connect_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return;
  e->ktimeNs = bpf_ktime_get_ns();
  e->socketId = (u64)sk;
  e->kind = kind;
  e->err = err;
  __builtin_memset(&e->owner, 0, sizeof(e->owner));
  if (kind == CONNECTS)
    read_current(&e->owner);
  read_ends(sk, &e->ends);
#ifdef OPT_DNS
  e->durationNs = 0;
  e->sizeBytes = e->pad = 0;
  __builtin_memset(&e->bytes, 0, sizeof(e->bytes));
#endif
  events.ringbuf_submit(e, 0);
}

RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int oldstate = ctx->args[1];
  int newstate = ctx->args[2];
  u64 key = (u64)sk;
  u64 id = bpf_get_current_pid_tgid();
  if (!is_tcp(sk))
    return 0;
  if (newstate == TCP_SYN_SENT && is_wanted_peer()) {
    owns(key);
    connecting.update(&id, &key);
    tell(CONNECTS, sk, 0);
  } else if (oldstate == TCP_SYN_SENT && owners.lookup(&key)) {
    int err = 0;
    if (newstate == TCP_CLOSE) {
      bpf_probe_read_kernel(&err, sizeof(err), &sk->sk_err);
      err = err ? err : -1; /* closed by the program before there was an answer */
    }
    tell(ENDS, sk, err);
    owners.delete(&key);
  }
  return 0;
}

/* Before an answer comes, only the call that sent the first packet knows the local port. */
TRACEPOINT_PROBE(syscalls, sys_exit_connect) {
  u64 id = bpf_get_current_pid_tgid();
  u64 *sock = connecting.lookup(&id);
  if (!sock)
    return 0;
  tell(RETURNS, (struct sock *)*sock, args->ret < 0 ? -args->ret : 0);
  connecting.delete(&id);
  return 0;
}

#ifdef OPT_DNS
#include "getaddrinfo.h"
#include "dns.h"

static __always_inline struct connect_t *told(u32 kind, u64 begin_ns) {
  struct connect_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return NULL;
  e->ktimeNs = bpf_ktime_get_ns();
  e->socketId = 0;
  e->kind = kind;
  e->err = 0;
  read_current(&e->owner);
  __builtin_memset(&e->ends, 0, sizeof(e->ends));
  e->durationNs = begin_ns ? e->ktimeNs - begin_ns : 0;
  e->sizeBytes = e->pad = 0;
  __builtin_memset(&e->bytes, 0, sizeof(e->bytes));
  return e;
}

static __always_inline void named(struct lookup_start_t *start, u8 *address) {
  struct connect_t *e = told(NAMED, start->ktime_ns);
  if (!e)
    return;
  __builtin_memcpy(&e->ends.daddr, address, 16);
  bpf_probe_read_user_str(&e->bytes, HOST_BYTES, (void *)start->host);
  events.ringbuf_submit(e, 0);
}

static __always_inline void answered(struct receive_t *receive, u64 asked_ns, u32 size) {
  struct connect_t *e = told(ANSWERED, asked_ns);
  if (!e)
    return;
  /* One less than there is room for; the verifier sees the mask, the compiler must not. */
  u64 kept = size < sizeof(e->bytes) ? size : sizeof(e->bytes) - 1;
  asm volatile("" : "+r"(kept));
  kept &= sizeof(e->bytes) - 1;
  e->sizeBytes = kept;
  bpf_probe_read_user(&e->bytes, kept, (void *)receive->buffer);
  events.ringbuf_submit(e, 0);
}
#endif
#endif
