/* The probes that remember who owns a socket, for tools that ask of every kind of connection. */
RAW_TRACEPOINT_PROBE(inet_sock_set_state) {
  struct sock *sk = (struct sock *)ctx->args[0];
  int oldstate = ctx->args[1];
  int newstate = ctx->args[2];
  u64 key = (u64)sk;
  if (!is_tcp(sk))
    return 0;
  if (newstate == TCP_SYN_SENT || newstate == TCP_LISTEN)
    owns(key);
  else if (newstate == TCP_CLOSE || (newstate == TCP_SYN_RECV && oldstate == TCP_LISTEN))
    owners.delete(&key);
  return 0;
}

static __always_inline int accepted(long fd) {
  struct sock *sk = sock_of(fd);
  if (sk && is_tcp(sk))
    owns((u64)sk);
  return 0;
}

TRACEPOINT_PROBE(syscalls, sys_exit_accept) { return accepted(args->ret); }
TRACEPOINT_PROBE(syscalls, sys_exit_accept4) { return accepted(args->ret); }
