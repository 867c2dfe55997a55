/*
 * tcplife - how long TCP connections live, and how much they carry.
 *
 * Probes: the raw tracepoint inet_sock_set_state, and the exits of the system
 * calls accept and accept4 for the owner of an incoming connection. Connections
 * that were there before the start are not told.
 *
 * Overhead: about 1 microsecond a change of state, five or so a connection;
 * what the connection carries costs nothing.
 *
 * Example:
 *   PID   COMM       LADDR      LPORT RADDR      RPORT TX_KB RX_KB MS
 *   9802  curl       10.0.2.15  44096 10.0.2.2   443       1   113 86.21
 *   7120  postgres   127.0.0.1  5432  127.0.0.1  51884     4     0 1502.80
 * TX and RX are payload bytes, without what was sent twice. PID is the process
 * that connected or accepted; empty where a connection ended before accept.
 */
#include "common.h"
#include "tcp.h"

struct life_t {
  u64 ktimeNs;
  struct owner_t owner;
  struct ends_t ends;
  u64 txBytes;
  u64 rxBytes;
  u64 durationNs;
};

BPF_TABLE("lru_hash", u64, u64, births, 65536);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

#define SOCK_DONE_BIT 2

RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int oldstate = ctx->args[1];
  int newstate = ctx->args[2];
  u64 key = (u64)sk;
  u64 now = bpf_ktime_get_ns();
  if (!is_tcp(sk))
    return 0;
  if (newstate == TCP_SYN_SENT)
    owns(key);
  if (newstate == TCP_ESTABLISHED && oldstate == TCP_SYN_RECV)
    owners.delete(&key);
  if (newstate == TCP_SYN_SENT || newstate == TCP_ESTABLISHED)
    births.update(&key, &now);
  if (newstate != TCP_CLOSE)
    return 0;
  u64 *birth = births.lookup(&key);
  struct owner_t *owner = owners.lookup(&key);
  struct life_t *e = birth && is_wanted_owner(owner) ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    struct tcp_sock *tcp = (struct tcp_sock *)sk;
    u64 sent = 0, again = 0, received = 0, flags = 0;
    bpf_probe_read_kernel(&sent, sizeof(sent), &tcp->bytes_sent);
    bpf_probe_read_kernel(&again, sizeof(again), &tcp->bytes_retrans);
    bpf_probe_read_kernel(&received, sizeof(received), &tcp->bytes_received);
    bpf_probe_read_kernel(&flags, sizeof(flags), &sk->__sk_common.skc_flags);
    e->ktimeNs = now;
    __builtin_memset(&e->owner, 0, sizeof(e->owner));
    if (owner)
      __builtin_memcpy(&e->owner, owner, sizeof(e->owner));
    read_ends(sk, &e->ends);
    e->txBytes = sent - again;
    /* The other side's FIN counts as a byte. */
    e->rxBytes = received - (received && (flags & SOCK_DONE_BIT) ? 1 : 0);
    e->durationNs = now - *birth;
    events.ringbuf_submit(e, 0);
  }
  births.delete(&key);
  owners.delete(&key);
  return 0;
}

static __always_inline int accepted(long fd) {
  struct sock *sk = sock_of(fd);
  if (sk)
    owns((u64)sk);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_accept) { return accepted(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_accept4) { return accepted(args->ret); }
