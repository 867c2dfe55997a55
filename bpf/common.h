/* What the tools share. An option of a tool is a macro OPT_NAME; one that is not set costs nothing. */
#ifndef OPT_BUFFER_PAGES
#define OPT_BUFFER_PAGES 4096
#endif

/* Whether the current task is one that the user asked for. */
static __always_inline bool is_wanted(void) {
#ifdef OPT_PID
  if (bpf_get_current_pid_tgid() >> 32 != OPT_PID)
    return false;
#endif
#ifdef OPT_TID
  if ((u32)bpf_get_current_pid_tgid() != OPT_TID)
    return false;
#endif
#ifdef OPT_UID
  if ((u32)bpf_get_current_uid_gid() != OPT_UID)
    return false;
#endif
  return true;
}

/* BCC sees which pointers are the kernel's only within one function, so these read explicitly. */
static __always_inline u32 tid_of(struct task_struct *task) {
  u32 tid = 0;
  bpf_probe_read_kernel(&tid, sizeof(tid), &task->pid);
  return tid;
}

static __always_inline u32 pid_of(struct task_struct *task) {
  u32 pid = 0;
  bpf_probe_read_kernel(&pid, sizeof(pid), &task->tgid);
  return pid;
}
