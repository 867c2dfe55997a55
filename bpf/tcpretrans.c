/*
 * tcpretrans - which TCP segments are sent again, by whom, and why.
 *
 * Probes: the raw tracepoints tcp_retransmit_skb and tcp_retransmit_synack. For
 * the owner: inet_sock_set_state, and the exits of the system calls accept and
 * accept4.
 *
 * Overhead: 1 to 2 microseconds a retransmission, and about 1 a change of
 * state; packets that are sent once cost nothing.
 *
 * Example:
 *   TIME     PID    IP LADDR:LPORT          T> RADDR:RPORT          STATE
 *   01:55:05 4110   4  10.153.223.157:22    R> 69.53.245.40:34619   ESTABLISHED
 *   01:55:17 9803   4  10.153.223.157:39408 L> 69.53.245.40:8001    SYN_SENT
 * PID owns the connection. T is R, or L for a tail loss probe.
 */
#include "common.h"
#include "tcp.h"

struct retransmit_t {
  u64 ktimeNs;
  struct owner_t owner;
  struct ends_t ends;
  u32 stateNumber;
  int err;
  u32 segments;
  u32 sizeBytes;
  u32 sequence;
  u32 causeNumber;
};

#define RECOVERY 0
#define LOSS_PROBE 1
#define TIMEOUT 2
#define SYN_ACK 3

#ifdef OPT_COUNT
BPF_HASH(counts, struct ends_t, u64, 65536);
BPF_ARRAY(missed, u64, 1);

static __always_inline void counted(struct ends_t *ends, u64 segments) {
  u64 zero = 0;
  u64 *count = counts.lookup_or_try_init(ends, &zero);
  if (count)
    __sync_fetch_and_add(count, segments);
  else
    missed.atomic_increment(0);
}

RAW_TRACEPOINT_PROBE(tcp_retransmit_skb) {
  struct sk_buff *skb = (struct sk_buff *)ctx->args[1];
  u16 segments = 0;
  bpf_probe_read_kernel(&segments, sizeof(segments), &((struct tcp_skb_cb *)skb->cb)->tcp_gso_segs);
  struct ends_t ends = {};
  read_ends((struct sock *)ctx->args[0], &ends);
  counted(&ends, segments);
  return 0;
}

RAW_TRACEPOINT_PROBE(tcp_retransmit_synack) {
  struct sock_common *common = (struct sock_common *)ctx->args[1];
  struct ends_t ends = {};
  u16 port = 0;
  bpf_probe_read_kernel(&port, sizeof(port), &common->skc_num);
  ends.localPort = port;
  read_common(common, &ends);
  counted(&ends, 1);
  return 0;
}
#else
BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

/*
 * Which function of net/ipv4 sends again, by what they leave in the socket: a probe goes off while
 * its timer is still set and nothing is known to be lost; the timeout has cleared its timer.
 */
static __always_inline u32 cause(u8 timer, u8 recovery) {
  if (timer == 5 /* ICSK_TIME_LOSS_PROBE */ && recovery < TCP_CA_Recovery)
    return LOSS_PROBE;
  return !timer && recovery == TCP_CA_Loss ? TIMEOUT : RECOVERY;
}

RAW_TRACEPOINT_PROBE(tcp_retransmit_skb) {
  struct sock *sk = (struct sock *)ctx->args[0];
  struct sk_buff *skb = (struct sk_buff *)ctx->args[1];
  struct retransmit_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  struct tcp_skb_cb *control = (struct tcp_skb_cb *)skb->cb;
  u16 segments = 0;
  struct inet_connection_sock *connection = (struct inet_connection_sock *)sk;
  u8 state = 0, timer = 0, recovery = 0;
  e->sizeBytes = e->sequence = 0;
  bpf_probe_read_kernel(&timer, sizeof(timer), &connection->icsk_pending);
  /* A bit-field of five bits, in the byte before. */
  bpf_probe_read_kernel(&recovery, sizeof(recovery), (u8 *)&connection->icsk_retransmits - 1);
  e->causeNumber = cause(timer, recovery & 31);
  bpf_probe_read_kernel(&state, sizeof(state), (void *)&sk->__sk_common.skc_state);
  bpf_probe_read_kernel(&segments, sizeof(segments), &control->tcp_gso_segs);
  bpf_probe_read_kernel(&e->sequence, sizeof(e->sequence), &control->seq);
  bpf_probe_read_kernel(&e->sizeBytes, sizeof(e->sizeBytes), &skb->len);
  e->ktimeNs = bpf_ktime_get_ns();
  e->stateNumber = state;
  e->segments = segments;
#ifdef OPT_HAS_ERR
  e->err = ctx->args[2];
#else
  e->err = 0;
#endif
  read_owner(sk, &e->owner);
  read_ends(sk, &e->ends);
  events.ringbuf_submit(e, 0);
  return 0;
}

RAW_TRACEPOINT_PROBE(tcp_retransmit_synack) {
  struct sock *listener = (struct sock *)ctx->args[0];
  struct sock_common *common = (struct sock_common *)ctx->args[1];
  struct retransmit_t *e = events.ringbuf_reserve(sizeof(*e));
  if (!e)
    return 0;
  u16 port = 0;
  bpf_probe_read_kernel(&port, sizeof(port), &common->skc_num);
  e->ktimeNs = bpf_ktime_get_ns();
  e->stateNumber = TCP_NEW_SYN_RECV;
  e->err = 0;
  e->segments = 1;
  e->sizeBytes = e->sequence = 0;
  e->causeNumber = SYN_ACK;
  read_owner(listener, &e->owner);
  e->ends.localPort = port;
  read_common(common, &e->ends);
  events.ringbuf_submit(e, 0);
  return 0;
}

#include "owners.h"
#endif
