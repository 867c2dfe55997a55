/*
 * The begin of a look-up of a host name. The name is read at the end: at the
 * begin its page may not be in memory, at the end the C library has read it.
 */
#define HOST_BYTES 256

struct lookup_start_t {
  u64 ktime_ns;
  u64 host;
  u64 found; /* where the result is put */
};

BPF_HASH(lookups, u64, struct lookup_start_t, 16384);
BPF_ARRAY(missed, u64, 1);

static __always_inline int enter_lookup(u64 host, u64 found) {
  if (!is_wanted())
    return 0;
  u64 id = bpf_get_current_pid_tgid();
  struct lookup_start_t start = {.ktime_ns = bpf_ktime_get_ns(), .host = host, .found = found};
  if (lookups.update(&id, &start))
    missed.atomic_increment(0);
  return 0;
}

int on_getaddrinfo(struct pt_regs *ctx) {
  return enter_lookup(PT_REGS_PARM1(ctx), PT_REGS_PARM4(ctx));
}
