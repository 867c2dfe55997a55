/*
 * tcpdrop - which TCP packets the kernel drops, and why and where.
 *
 * Probes: the raw tracepoint kfree_skb, which names the reason since Linux
 * 5.17. For the owner: inet_sock_set_state, and the exits of the system calls
 * accept and accept4.
 *
 * Overhead: 2 to 3 microseconds a dropped packet, and about 1 a change of state
 * of a connection; packets that arrive cost nothing.
 *
 * Example:
 *   TIME     PID   IP SADDR:SPORT      > DADDR:DPORT     STATE (FLAGS)
 *   05:50:38 0     4  10.74.40.7:46690 > 10.74.40.24:80  CLOSE (SYN) NO_SOCKET
 *           tcp_v4_rcv
 *           ip_protocol_deliver_rcu
 *           ip_local_deliver_finish
 * Below each packet the kernel's functions, innermost first.
 */
#include "common.h"
#include "tcp.h"

#define STACK_FRAMES 24

struct drop_t {
  u64 ktimeNs;
  s64 place; /* signed: an address of the kernel is a negative number in Java */
  u32 reasonNumber;
  u32 stateNumber; /* 0: no socket */
  u32 flagBits;
  u32 sizeBytes;
  u32 sourcePort;
  u32 destinationPort;
  u8 saddr[16];
  u8 daddr[16];
  struct owner_t owner;
  u64 stack[STACK_FRAMES];
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

#ifndef OPT_NOT_SPECIFIED
#define OPT_NOT_SPECIFIED 0
#endif
#ifndef OPT_HIDDEN
#define OPT_HIDDEN false
#endif

RAW_TRACEPOINT_PROBE(kfree_skb) {
  struct sk_buff *skb = (struct sk_buff *)ctx->args[0];
  u32 reason = 0;
#ifdef OPT_HAS_REASON
  reason = ctx->args[2];
#endif
  if (OPT_HIDDEN)
    return 0;
  u16 protocol = 0, network = 0;
  unsigned char *head = NULL;
  bpf_probe_read_kernel(&protocol, sizeof(protocol), &skb->protocol);
  bpf_probe_read_kernel(&network, sizeof(network), &skb->network_header);
  bpf_probe_read_kernel(&head, sizeof(head), &skb->head);
  u8 first = 0, transport = 0;
  u32 header = 0;
  if (bpf_probe_read_kernel(&first, 1, head + network))
    return 0;
  if (protocol == htons(ETH_P_IP) && first >> 4 == 4) {
    header = (first & 15) * 4;
    bpf_probe_read_kernel(&transport, 1, head + network + 9);
  } else if (protocol == htons(ETH_P_IPV6) && first >> 4 == 6) {
    header = 40;
    bpf_probe_read_kernel(&transport, 1, head + network + 6);
  }
  if (transport != IPPROTO_TCP)
    return 0;
  u16 source = 0, destination = 0;
  u8 flags = 0;
  unsigned char *tcp = head + network + header;
  bpf_probe_read_kernel(&source, 2, tcp);
  bpf_probe_read_kernel(&destination, 2, tcp + 2);
  bpf_probe_read_kernel(&flags, 1, tcp + 13);
  struct sock *sk = NULL;
#ifdef OPT_HAS_RX_SK
  sk = (struct sock *)ctx->args[3];
#endif
  if (!sk)
    bpf_probe_read_kernel(&sk, sizeof(sk), &skb->sk);
  u8 state = 0;
  if (sk)
    bpf_probe_read_kernel(&state, sizeof(state), (void *)&sk->__sk_common.skc_state);
#ifndef OPT_ALL
  /* The other side's FIN at the end: what it tells is taken note of, and the packet is done with. */
  if (state == TCP_TIME_WAIT && reason == OPT_NOT_SPECIFIED)
    return 0;
#endif
  struct drop_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  e->ktimeNs = bpf_ktime_get_ns();
  e->place = ctx->args[1];
  e->reasonNumber = reason;
  e->stateNumber = state;
  e->flagBits = flags;
  e->sizeBytes = 0;
  bpf_probe_read_kernel(&e->sizeBytes, sizeof(e->sizeBytes), &skb->len);
  e->sourcePort = ntohs(source);
  e->destinationPort = ntohs(destination);
  if (header == 40 && first >> 4 == 6) {
    bpf_probe_read_kernel(&e->saddr, 16, head + network + 8);
    bpf_probe_read_kernel(&e->daddr, 16, head + network + 24);
  } else {
    __builtin_memset(&e->saddr, 0, sizeof(e->saddr));
    __builtin_memset(&e->daddr, 0, sizeof(e->daddr));
    e->saddr[10] = e->saddr[11] = e->daddr[10] = e->daddr[11] = 0xff;
    bpf_probe_read_kernel(&e->saddr[12], 4, head + network + 12);
    bpf_probe_read_kernel(&e->daddr[12], 4, head + network + 16);
  }
  /* A request or a TIME_WAIT is no whole socket and has no owner. */
  read_owner(state == TCP_NEW_SYN_RECV || state == TCP_TIME_WAIT ? NULL : sk, &e->owner);
  __builtin_memset(&e->stack, 0, sizeof(e->stack));
  bpf_get_stack(ctx, &e->stack, sizeof(e->stack), 0);
  events.ringbuf_submit(e, 0);
  return 0;
}

#include "owners.h"
