/*
 * tcplife - how long TCP connections live, and how much they carry.
 *
 * Probes: sock:inet_sock_set_state, and the exits of the system calls accept
 * and accept4 for the owner of an incoming connection. Connections that were
 * there before the start are not told.
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
  u32 uid;
  u32 pid;
  u32 tid;
  u32 known;
  char comm[16];
  u32 family;
  u32 localPort;
  u32 remotePort;
  u32 pad;
  u8 saddr[16];
  u8 daddr[16];
  u64 txBytes;
  u64 rxBytes;
  u64 durationNs;
};

BPF_TABLE("lru_hash", u64, u64, births, 65536);
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

#define SOCK_DONE_BIT 2

TRACEPOINT_PROBE(sock, inet_sock_set_state) {
  if (args->protocol != IPPROTO_TCP)
    return 0;
  u64 key = (u64)args->skaddr;
  u64 now = bpf_ktime_get_ns();
  if (args->newstate == TCP_SYN_SENT)
    owns(key);
  if (args->newstate == TCP_ESTABLISHED && args->oldstate == TCP_SYN_RECV)
    owners.delete(&key);
  if (args->newstate == TCP_SYN_SENT || args->newstate == TCP_ESTABLISHED)
    births.update(&key, &now);
  if (args->newstate != TCP_CLOSE)
    return 0;
  u64 *birth = births.lookup(&key);
  struct owner_t *owner = owners.lookup(&key);
  struct life_t *e = birth && is_wanted_owner(owner) ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    struct tcp_sock *tcp = (struct tcp_sock *)args->skaddr;
    u64 sent = 0, again = 0, received = 0, flags = 0;
    bpf_probe_read_kernel(&sent, sizeof(sent), &tcp->bytes_sent);
    bpf_probe_read_kernel(&again, sizeof(again), &tcp->bytes_retrans);
    bpf_probe_read_kernel(&received, sizeof(received), &tcp->bytes_received);
    bpf_probe_read_kernel(&flags, sizeof(flags), &((struct sock *)tcp)->__sk_common.skc_flags);
    e->ktimeNs = now;
    e->known = owner != NULL;
    e->uid = owner ? owner->uid : 0;
    e->pid = owner ? owner->pid : 0;
    e->tid = owner ? owner->tid : 0;
    if (owner)
      __builtin_memcpy(e->comm, owner->comm, sizeof(e->comm));
    else
      e->comm[0] = 0;
    e->family = args->family;
    e->localPort = args->sport;
    e->remotePort = args->dport;
    e->pad = 0;
    bpf_probe_read_kernel(&e->saddr, sizeof(e->saddr), args->saddr_v6);
    bpf_probe_read_kernel(&e->daddr, sizeof(e->daddr), args->daddr_v6);
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
