/*
 * tcpconnlat - how long connecting takes, from the first packet to the answer.
 *
 * Probes: sock:inet_sock_set_state; the connecting task is remembered when the
 * first packet is sent, as the answer arrives while anybody runs.
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
  u32 uid;
  u32 pid;
  u32 tid;
  u32 family;
  char comm[16];
  u32 localPort;
  u32 remotePort;
  u8 saddr[16];
  u8 daddr[16];
  u64 durationNs;
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

TRACEPOINT_PROBE(sock, inet_sock_set_state) {
  if (args->protocol != IPPROTO_TCP)
    return 0;
  u64 key = (u64)args->skaddr;
  if (args->newstate == TCP_SYN_SENT) {
    owns(key);
    return 0;
  }
  if (args->oldstate != TCP_SYN_SENT)
    return 0;
  struct owner_t *owner = owners.lookup(&key);
  if (!owner)
    return 0;
  u64 elapsed = bpf_ktime_get_ns() - owner->connect_ns;
  bool wanted = args->newstate == TCP_ESTABLISHED && is_wanted_owner(owner);
#ifdef OPT_MIN_NS
  wanted = wanted && elapsed >= OPT_MIN_NS;
#endif
  struct connect_t *e = wanted ? events.ringbuf_reserve(sizeof(*e)) : 0;
  if (e) {
    e->ktimeNs = owner->connect_ns;
    e->uid = owner->uid;
    e->pid = owner->pid;
    e->tid = owner->tid;
    e->family = args->family;
    __builtin_memcpy(e->comm, owner->comm, sizeof(e->comm));
    e->localPort = args->sport;
    e->remotePort = args->dport;
    bpf_probe_read_kernel(&e->saddr, sizeof(e->saddr), args->saddr_v6);
    bpf_probe_read_kernel(&e->daddr, sizeof(e->daddr), args->daddr_v6);
    e->durationNs = elapsed;
    events.ringbuf_submit(e, 0);
  }
  owners.delete(&key);
  return 0;
}
