/* The entries of functions, which Tracebook puts behind pythoncalls.c for latency(). */
int on_entry(struct pt_regs *ctx) {
  if (!is_meant())
    return 0;
  struct running_t key = {.id = bpf_get_current_pid_tgid()};
  bpf_usdt_readarg(1, ctx, &key.file);
  bpf_usdt_readarg(2, ctx, &key.function);
  struct begins_t *begins = running.lookup(&key);
  if (!begins) {
    int zero = 0;
    struct begins_t *empty = none.lookup(&zero);
    if (!empty)
      return 0;
    running.update(&key, empty);
    begins = running.lookup(&key);
    if (!begins) {
      missed.atomic_increment(0);
      return 0;
    }
  }
  u64 at = begins->count++;
  if (at < MOST_NESTED)
    begins->ns[at & (MOST_NESTED - 1)] = bpf_ktime_get_ns();
  return 0;
}

int on_line_raised(struct pt_regs *ctx) { return 0; }
