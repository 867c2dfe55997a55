/*
 * Who owns a TCP socket. Its packets arrive while anybody runs, so the owner is
 * remembered from the calls that make it: connect and accept.
 */
struct owner_t {
  u64 connect_ns;
  u32 uid;
  u32 pid;
  u32 tid;
  u32 pad;
  char comm[16];
};

BPF_TABLE("lru_hash", u64, struct owner_t, owners, 65536);

/* The current task connects or accepts this socket. */
static __always_inline void owns(u64 sock) {
  struct owner_t owner = {};
  owner.connect_ns = bpf_ktime_get_ns();
  owner.uid = bpf_get_current_uid_gid();
  owner.pid = bpf_get_current_pid_tgid() >> 32;
  owner.tid = bpf_get_current_pid_tgid();
  bpf_get_current_comm(&owner.comm, sizeof(owner.comm));
  owners.update(&sock, &owner);
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
