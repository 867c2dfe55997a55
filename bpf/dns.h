/*
 * Which names addresses came from: the results of getaddrinfo, and what DNS
 * servers answer, seen where programs send to and receive from port 53. The
 * tool defines named() and answered().
 */
#define MOST_ADDRESSES 16

/* A receive that may get an answer. */
struct receive_t {
  u64 buffer;
  u64 sender; /* where the sender's address will be, of a socket without a peer */
  u64 sock;
};

BPF_TABLE("lru_hash", u64, u64, questions, 10240); /* when a socket last asked */
BPF_HASH(receives, u64, struct receive_t, 10240);

static __always_inline void named(struct lookup_start_t *start, u8 *address);
static __always_inline void answered(struct receive_t *receive, u64 asked_ns, u32 size);

int on_getaddrinfo_return(struct pt_regs *ctx) {
  u64 id = bpf_get_current_pid_tgid();
  struct lookup_start_t *start = lookups.lookup(&id);
  if (!start)
    return 0;
  u64 at = 0;
  if (!(int)PT_REGS_RC(ctx) && start->host)
    bpf_probe_read_user(&at, sizeof(at), (void *)start->found);
  u64 before[2] = {};
#pragma unroll
  for (int i = 0; i < MOST_ADDRESSES; i++) {
    if (at) {
      /* struct addrinfo and the socket address that it points to, of 64-bit systems. */
      u64 socket_address = 0;
      u16 family = 0;
      union {
        u8 bytes[16];
        u64 halves[2];
      } address = {};
      bpf_probe_read_user(&socket_address, sizeof(socket_address), (void *)at + 24);
      bpf_probe_read_user(&family, sizeof(family), (void *)socket_address);
      if (family == AF_INET6) {
        bpf_probe_read_user(address.bytes, 16, (void *)socket_address + 8);
      } else {
        address.bytes[10] = address.bytes[11] = 0xff;
        bpf_probe_read_user(&address.bytes[12], 4, (void *)socket_address + 4);
      }
      /* An address comes once for each type of socket. */
      if (address.halves[0] != before[0] || address.halves[1] != before[1])
        named(start, address.bytes);
      before[0] = address.halves[0];
      before[1] = address.halves[1];
      bpf_probe_read_user(&at, sizeof(at), (void *)at + 40);
    }
  }
  lookups.delete(&id);
  return 0;
}

static __always_inline u16 port_of(u64 address) {
  u16 port = 0;
  if (address)
    bpf_probe_read_user(&port, sizeof(port), (void *)address + 2);
  return ntohs(port);
}

/* The socket behind a descriptor that talks to DNS servers, or to anybody (then *open is set). */
static __always_inline struct sock *dns_sock(long fd, bool *open) {
  u16 port = 0, protocol = 0;
  struct sock *sk = sock_of(fd);
  if (!sk)
    return NULL;
  bpf_probe_read_kernel(&protocol, sizeof(protocol), &sk->sk_protocol);
  if (protocol != IPPROTO_UDP && protocol != IPPROTO_TCP)
    return NULL;
  bpf_probe_read_kernel(&port, sizeof(port), &sk->__sk_common.skc_dport);
  *open = !port;
  return !port || port == htons(53) ? sk : NULL;
}

static __always_inline int sending(long fd, u64 to) {
  bool open = false;
  u64 now = bpf_ktime_get_ns();
  u64 key = (u64)dns_sock(fd, &open);
  if (key && (!open || port_of(to) == 53))
    questions.update(&key, &now);
  return 0;
}

static __always_inline int receiving(long fd, u64 buffer, u64 sender) {
  bool open = false;
  u64 id = bpf_get_current_pid_tgid();
  struct receive_t receive = {.buffer = buffer, .sender = sender};
  receive.sock = (u64)dns_sock(fd, &open);
  if (!receive.sock || (open && !sender))
    return 0;
  if (!open)
    receive.sender = 0;
  if (receives.update(&id, &receive))
    missed.atomic_increment(0);
  return 0;
}

static __always_inline int received(long size) {
  u64 id = bpf_get_current_pid_tgid();
  struct receive_t *receive = receives.lookup(&id);
  if (!receive)
    return 0;
  if (size > 0 && (!receive->sender || port_of(receive->sender) == 53)) {
    u64 sock = receive->sock;
    u64 *asked = questions.lookup(&sock);
    answered(receive, asked ? *asked : 0, size);
  }
  receives.delete(&id);
  return 0;
}

/* The first members of struct msghdr: name, its length, buffers, their number. */
static __always_inline int sending_message(long fd, void *message) {
  u64 name = 0;
  bpf_probe_read_user(&name, sizeof(name), message);
  return sending(fd, name);
}

static __always_inline int receiving_message(long fd, void *message) {
  u64 members[3] = {}, buffer = 0;
  bpf_probe_read_user(members, sizeof(members), message);
  bpf_probe_read_user(&buffer, sizeof(buffer), (void *)members[2]);
  return receiving(fd, buffer, members[0]);
}

TRACEPOINT_PROBE(syscalls, sys_enter_sendto) { return sending(args->fd, (u64)args->addr); }
TRACEPOINT_PROBE(syscalls, sys_enter_sendmsg) { return sending_message(args->fd, args->msg); }
TRACEPOINT_PROBE(syscalls, sys_enter_sendmmsg) { return sending_message(args->fd, args->mmsg); }
TRACEPOINT_PROBE(syscalls, sys_enter_write) { return sending(args->fd, 0); }
TRACEPOINT_PROBE(syscalls, sys_enter_recvfrom) {
  return receiving(args->fd, (u64)args->ubuf, (u64)args->addr);
}
TRACEPOINT_PROBE(syscalls, sys_exit_recvfrom) { return received(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_recvmsg) { return receiving_message(args->fd, args->msg); }
TRACEPOINT_PROBE(syscalls, sys_exit_recvmsg) { return received(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_enter_read) { return receiving(args->fd, (u64)args->buf, 0); }
TRACEPOINT_PROBE(syscalls, sys_exit_read) { return received(args->ret); }
