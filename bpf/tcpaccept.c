/*
 * tcpaccept - which TCP connections are accepted, by whom, from where.
 *
 * Probes: the exits of the system calls accept and accept4, where the accepting
 * task runs and has the connection's descriptor. What the kernel itself or
 * io_uring accepts is not seen.
 *
 * Overhead: about 1 microsecond an accept; nothing else runs.
 *
 * Example:
 *   PID     COMM         IP RADDR            RPORT LADDR            LPORT
 *   907     sshd         4  192.168.56.1     32324 192.168.56.102   22
 *   5389    nginx        6  2001:db8::17     52352 2001:db8::2      443
 */
#include "common.h"
#include "tcp.h"

struct accept_t {
  u64 ktimeNs;
  struct owner_t owner;
  struct ends_t ends;
};

BPF_RINGBUF_OUTPUT(events, OPT_BUFFER_PAGES);

static __always_inline int accepted(long fd) {
  if (fd < 0 || !is_wanted_peer())
    return 0;
  struct sock *sk = sock_of(fd);
  if (!sk || !is_tcp(sk))
    return 0;
  struct accept_t *e = events.ringbuf_reserve(sizeof(*e));
  if (e) {
    e->ktimeNs = bpf_ktime_get_ns();
    read_current(&e->owner);
    read_ends(sk, &e->ends);
    events.ringbuf_submit(e, 0);
  }
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_accept) { return accepted(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_accept4) { return accepted(args->ret); }
