// 64 events for each getppid() of the process CHILD, into a ring of 64 MiB, without a wake-up.
struct event_t {
  u64 ts;
  u32 pid;
  u32 tid;
  u64 latency;
  char comm[16];
};
BPF_RINGBUF_OUTPUT(events, 16384);
BPF_ARRAY(sent, u64, 1);
BPF_ARRAY(drops, u64, 1);

TRACEPOINT_PROBE(syscalls, sys_enter_getppid) {
  u64 id = bpf_get_current_pid_tgid();
  if (id >> 32 != CHILD) return 0;
  int zero = 0;
  u64 *number = sent.lookup(&zero);
  u64 *lost = drops.lookup(&zero);
  if (!number || !lost) return 0;
  struct event_t e = {};
  e.ts = bpf_ktime_get_ns();
  e.pid = id >> 32;
  e.tid = id;
  bpf_get_current_comm(&e.comm, sizeof(e.comm));
  for (int i = 0; i < 64; i++) {
    // The number of the event: what is missing in the sequence was lost.
    e.latency = *number;
    *number += 1;
    if (events.ringbuf_output(&e, sizeof(e), 1 /* BPF_RB_NO_WAKEUP */)) *lost += 1;
  }
  return 0;
}
