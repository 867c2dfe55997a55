/*
 * tcptop - how many bytes TCP connections send and receive, by process.
 *
 * Probes: the raw tracepoints sock_send_length and sock_recv_length (Linux 6.3
 * and later), which run in the sending or receiving task at the end of its
 * call. Bytes that are spliced out of a socket are not seen.
 *
 * Overhead: 0.3 to 0.5 microseconds a call that sends or receives, of any kind
 * of socket; a call itself takes several.
 *
 * Example:
 *   PID    COMM  LADDR            RADDR                 RX_KB  TX_KB
 *   16648  sshd  100.66.3.172:22  100.127.69.165:6684       2     16
 *   14543  sshd  100.66.3.172:22  100.127.69.165:25219      0      1
 */
#include "common.h"
#include "tcp.h"

struct key_t {
  u64 slot;
  u32 pid;
  u32 pad;
  struct ends_t ends;
};

struct sum_t {
  u64 rxBytes;
  u64 txBytes;
  u64 calls;
  char comm[16];
};

BPF_HASH(traffic, struct key_t, struct sum_t, 65536);
BPF_ARRAY(missed, u64, 1);

static __always_inline int moved(struct sock *sk, int bytes, int flags, bool sending) {
  if (bytes <= 0 || (flags & MSG_PEEK) || !is_tcp(sk) || !is_wanted_peer())
    return 0;
  struct key_t key = {};
  key.pid = bpf_get_current_pid_tgid() >> 32;
#ifdef OPT_INTERVAL_NS
  key.slot = bpf_ktime_get_ns() / OPT_INTERVAL_NS;
#endif
  read_ends(sk, &key.ends);
  struct sum_t zero = {};
  struct sum_t *sum = traffic.lookup_or_try_init(&key, &zero);
  if (!sum) {
    missed.atomic_increment(0);
    return 0;
  }
  bpf_get_current_comm(&sum->comm, sizeof(sum->comm));
  __sync_fetch_and_add(sending ? &sum->txBytes : &sum->rxBytes, bytes);
  __sync_fetch_and_add(&sum->calls, 1);
  return 0;
}

RAW_TRACEPOINT_PROBE(sock_send_length) {
  return moved((struct sock *)ctx->args[0], ctx->args[1], ctx->args[2], true);
}

RAW_TRACEPOINT_PROBE(sock_recv_length) {
  return moved((struct sock *)ctx->args[0], ctx->args[1], ctx->args[2], false);
}
