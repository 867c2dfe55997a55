/*
 * Who owns a TCP socket, and what its ends are. Packets arrive while anybody
 * runs, so the owner is remembered from the calls that make a socket: connect,
 * listen and accept. A socket that was there before is told by its inode,
 * which /proc/PID/fd names.
 *
 * Raw tracepoints: unlike others they also run while another program does on
 * the same CPU, which an interrupt with a packet may well interrupt.
 */
struct owner_t {
  u64 since_ns;
  u64 inode; /* of a socket whose owner is not known; else 0 */
  u32 uid;
  u32 pid; /* 0: not known */
  u32 tid;
  u32 pad;
  char comm[16];
};

/* IPv4 addresses are mapped into IPv6. */
struct ends_t {
  u32 family;
  u32 localPort;
  u32 remotePort;
  u32 pad;
  u8 saddr[16];
  u8 daddr[16];
};

BPF_TABLE("lru_hash", u64, struct owner_t, owners, 65536);

static __always_inline void read_current(struct owner_t *owner) {
  owner->since_ns = bpf_ktime_get_ns();
  owner->inode = 0;
  owner->uid = bpf_get_current_uid_gid();
  owner->pid = bpf_get_current_pid_tgid() >> 32;
  owner->tid = bpf_get_current_pid_tgid();
  owner->pad = 0;
  bpf_get_current_comm(&owner->comm, sizeof(owner->comm));
}

/* The current task connects, listens at or accepts this socket. */
static __always_inline void owns(u64 sock) {
  struct owner_t owner = {};
  read_current(&owner);
  owners.update(&sock, &owner);
}

/* 0 for a socket without a file: not yet accepted, or closed by its program. */
static __always_inline u64 inode_of(struct sock *sk) {
  struct socket *socket = NULL;
  struct file *file = NULL;
  struct inode *inode = NULL;
  unsigned long number = 0;
  bpf_probe_read_kernel(&socket, sizeof(socket), &sk->sk_socket);
  bpf_probe_read_kernel(&file, sizeof(file), &socket->file);
  bpf_probe_read_kernel(&inode, sizeof(inode), &file->f_inode);
  bpf_probe_read_kernel(&number, sizeof(number), &inode->i_ino);
  return number;
}

static __always_inline void read_owner(struct sock *sk, struct owner_t *to) {
  u64 key = (u64)sk;
  struct owner_t *owner = owners.lookup(&key);
  __builtin_memset(to, 0, sizeof(*to));
  if (owner)
    __builtin_memcpy(to, owner, sizeof(*to));
  else if (sk)
    to->inode = inode_of(sk);
}

/* Whether a socket of this owner, or of an unknown one, was asked for. */
static __always_inline bool is_wanted_owner(struct owner_t *owner) {
#ifdef OPT_PID
  if (!owner || owner->pid != OPT_PID)
    return false;
#endif
#ifdef OPT_TID
  if (!owner || owner->tid != OPT_TID)
    return false;
#endif
#ifdef OPT_UID
  if (!owner || owner->uid != OPT_UID)
    return false;
#endif
  return true;
}

/* Whether the current task is one that was asked for. */
static __always_inline bool is_wanted_peer(void) {
#ifdef OPT_CGROUP_ID
  if (bpf_get_current_cgroup_id() != OPT_CGROUP_ID)
    return false;
#endif
  return is_wanted();
}

static __always_inline bool is_tcp(struct sock *sk) {
  u16 protocol = 0;
  bpf_probe_read_kernel(&protocol, sizeof(protocol), &sk->sk_protocol);
  return protocol == IPPROTO_TCP;
}

/* Of a whole socket or of a request for one, which have these members in common. */
static __always_inline void read_common(struct sock_common *common, struct ends_t *ends) {
  u16 family = 0, port = 0;
  bpf_probe_read_kernel(&family, sizeof(family), &common->skc_family);
  bpf_probe_read_kernel(&port, sizeof(port), &common->skc_dport);
  ends->family = family;
  ends->remotePort = ntohs(port);
  ends->pad = 0;
  if (family == AF_INET6) {
    bpf_probe_read_kernel(&ends->saddr, sizeof(ends->saddr), &common->skc_v6_rcv_saddr);
    bpf_probe_read_kernel(&ends->daddr, sizeof(ends->daddr), &common->skc_v6_daddr);
  } else {
    __builtin_memset(&ends->saddr, 0, sizeof(ends->saddr));
    __builtin_memset(&ends->daddr, 0, sizeof(ends->daddr));
    ends->saddr[10] = ends->saddr[11] = ends->daddr[10] = ends->daddr[11] = 0xff;
    bpf_probe_read_kernel(&ends->saddr[12], 4, &common->skc_rcv_saddr);
    bpf_probe_read_kernel(&ends->daddr[12], 4, &common->skc_daddr);
  }
}

static __always_inline void read_ends(struct sock *sk, struct ends_t *ends) {
  u16 port = 0;
  /* The source port of packets: the number that is bound is given back when the socket closes. */
  bpf_probe_read_kernel(&port, sizeof(port), &((struct inet_sock *)sk)->inet_sport);
  ends->localPort = ntohs(port);
  read_common(&sk->__sk_common, ends);
}

/* The socket behind a descriptor of the current task; 0 for what is none. */
static __always_inline struct sock *sock_of(long fd) {
  struct task_struct *task = (struct task_struct *)bpf_get_current_task();
  struct files_struct *files = NULL;
  struct fdtable *table = NULL;
  struct file **open = NULL;
  struct file *file = NULL;
  struct inode *inode = NULL;
  struct socket *socket = NULL;
  struct sock *sk = NULL;
  u16 mode = 0;
  if (fd < 0)
    return NULL;
  bpf_probe_read_kernel(&files, sizeof(files), &task->files);
  bpf_probe_read_kernel(&table, sizeof(table), &files->fdt);
  bpf_probe_read_kernel(&open, sizeof(open), &table->fd);
  bpf_probe_read_kernel(&file, sizeof(file), &open[fd]);
  bpf_probe_read_kernel(&inode, sizeof(inode), &file->f_inode);
  bpf_probe_read_kernel(&mode, sizeof(mode), &inode->i_mode);
  if (!S_ISSOCK(mode))
    return NULL;
  bpf_probe_read_kernel(&socket, sizeof(socket), &file->private_data);
  bpf_probe_read_kernel(&sk, sizeof(sk), &socket->sk);
  return sk;
}
