/* Tools that are attached to a program's file, and mean some of its processes: OPT_PID_TEST is over pid and parent. */
#ifndef OPT_PID_TEST
#define OPT_PID_TEST true
#endif

static __always_inline bool is_meant(void) {
  u32 pid = bpf_get_current_pid_tgid() >> 32;
  u32 parent = ((struct task_struct *)bpf_get_current_task())->real_parent->tgid;
  return is_wanted() && (OPT_PID_TEST);
}
