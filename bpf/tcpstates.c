/*
 * tcpstates - which states TCP connections go through, and how long they stay.
 *
 * Probes: the raw tracepoint inet_sock_set_state, and the exits of the system
 * calls accept and accept4 for the owner of an incoming connection.
 *
 * Overhead: about 1 microsecond a change of state, five or so a connection;
 * what the connection carries costs nothing.
 *
 * Example:
 *   SKADDR           PID   COMM LPORT RPORT OLDSTATE    -> NEWSTATE    MS
 *   ffff9fd7e8192000 22384 curl 52446 80    CLOSE       -> SYN_SENT    0.000
 *   ffff9fd7e8192000 22384 curl 52446 80    SYN_SENT    -> ESTABLISHED 1.373
 *   ffff9fd7e8192000 22384 curl 52446 80    ESTABLISHED -> FIN_WAIT1   176.042
 * Also both addresses. MS is the time in the old state.
 */
#include "common.h"
#include "tcp.h"

#define CHANGED 0
#define ACCEPTED 1

struct state_t {
  u64 ktimeNs;
  s64 socketId; /* signed: an address of the kernel is a negative number in Java */
  u32 kind;
  u32 oldNumber;
  u32 newNumber;
  u32 pad;
  struct owner_t owner;
  struct ends_t ends;
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int oldstate = ctx->args[1];
  int newstate = ctx->args[2];
  u64 key = (u64)sk;
  if (!is_tcp(sk))
    return 0;
  if (newstate == TCP_SYN_SENT || newstate == TCP_LISTEN)
    owns(key);
  if (newstate == TCP_SYN_RECV && oldstate == TCP_LISTEN)
    owners.delete(&key);
  struct state_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->socketId = key;
    e->kind = CHANGED;
    e->oldNumber = oldstate;
    e->newNumber = newstate;
    e->pad = 0;
    read_owner(sk, &e->owner);
    read_ends(sk, &e->ends);
    events.ringbuf_submit(e, 0);
  }
  if (newstate == TCP_CLOSE)
    owners.delete(&key);
  return 0;
}

static __always_inline int accepted(long fd) {
  struct sock *sk = sock_of(fd);
  if (!sk || !is_tcp(sk))
    return 0;
  owns((u64)sk);
  struct state_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    e->socketId = (u64)sk;
    e->kind = ACCEPTED;
    e->oldNumber = e->newNumber = e->pad = 0;
    read_current(&e->owner);
    read_ends(sk, &e->ends);
    events.ringbuf_submit(e, 0);
  }
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_accept) { return accepted(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_accept4) { return accepted(args->ret); }
