/*
 * tcpconnlat - how long connecting takes, from the first packet to the answer.
 *
 * Probes: the raw tracepoint inet_sock_set_state; the connecting task is
 * remembered when the first packet is sent, as the answer arrives while anybody
 * runs.
 *
 * Overhead: about 1 microsecond a change of state, five or so a connection.
 *
 * Example:
 *   PID    COMM         IP SADDR            DADDR            DPORT LAT(ms)
 *   32151  isc-worker00 4  192.168.46.145   192.52.178.30    53    222.31
 *   32155  ssh          4  192.168.46.145   10.7.101.133     22    64.87
 * Mostly the network's round trip, and the work of the other side's kernel.
 */
#include "common.h"
#include "tcp.h"

struct connect_t {
  u64 ktimeNs;
  struct owner_t owner;
  struct ends_t ends;
  u64 durationNs;
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int oldstate = ctx->args[1];
  int newstate = ctx->args[2];
  u64 key = (u64)sk;
  if (!is_tcp(sk))
    return 0;
  if (newstate == TCP_SYN_SENT) {
    owns(key);
    return 0;
  }
  if (oldstate != TCP_SYN_SENT)
    return 0;
  struct owner_t *owner = owners.lookup(&key);
  if (!owner)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - owner->since_ns;
  bool wanted = newstate == TCP_ESTABLISHED && is_wanted_owner(owner);
#ifdef OPT_MIN_NS
  wanted = wanted && elapsed >= OPT_MIN_NS;
#endif
  struct connect_t *e = wanted ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    e->ktimeNs = owner->since_ns;
    __builtin_memcpy(&e->owner, owner, sizeof(e->owner));
    read_ends(sk, &e->ends);
    e->durationNs = elapsed;
    events.ringbuf_submit(e, 0);
  }
  owners.delete(&key);
  return 0;
}
