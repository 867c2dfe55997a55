package dev.tracebook.lang.gen;

/** C that every program begins with. */
final class Prelude {
  static final String TEXT =
      """
      #include <uapi/linux/ptrace.h>
      #include <uapi/linux/bpf_perf_event.h>

      BPF_ARRAY(tb_counters, u64, 7);

      static __always_inline void tb_count(int which) {
        u64 *n = tb_counters.lookup(&which);
        if (n) {
          __sync_fetch_and_add(n, 1);
        }
      }

      // The kernel fills the target with zeros when it cannot read, and 0 cannot be read.
      static __always_inline void tb_zero(void *to, u32 bytes) {
        bpf_probe_read_kernel(to, bytes, (void *)0);
      }

      // The highest bit of an address tells the kernel's from those of processes.
      static __always_inline void tb_read(void *to, u32 bytes, u64 from) {
        if ((s64)from < 0) {
          bpf_probe_read_kernel(to, bytes, (void *)from);
        } else {
          bpf_probe_read_user(to, bytes, (void *)from);
        }
      }

      static __always_inline void tb_read_text(void *to, u32 bytes, u64 from) {
        long n;
        if ((s64)from < 0) {
          n = bpf_probe_read_kernel_str(to, bytes, (void *)from);
        } else {
          n = bpf_probe_read_user_str(to, bytes, (void *)from);
        }
        if (n < 0) {
          *(char *)to = 0;
        }
      }

      static __always_inline u64 tb_udiv(u64 a, u64 b) {
        if (!b) {
          tb_count(2);
          return 1;
        }
        return a / b;
      }

      static __always_inline u64 tb_umod(u64 a, u64 b) {
        if (!b) {
          tb_count(2);
          return 1;
        }
        return a % b;
      }

      static __always_inline s64 tb_sdiv(s64 a, s64 b) {
        u64 q = tb_udiv(a < 0 ? -(u64)a : a, b < 0 ? -(u64)b : b);
        return (a < 0) != (b < 0) && b ? -q : q;
      }

      static __always_inline s64 tb_smod(s64 a, s64 b) {
        u64 r = tb_umod(a < 0 ? -(u64)a : a, b < 0 ? -(u64)b : b);
        return a < 0 && b ? -r : r;
      }

      static __always_inline u64 tb_log2(u64 n) {
        u64 r = 0;
        if (n >> 32) { r += 32; n >>= 32; }
        if (n >> 16) { r += 16; n >>= 16; }
        if (n >> 8) { r += 8; n >>= 8; }
        if (n >> 4) { r += 4; n >>= 4; }
        if (n >> 2) { r += 2; n >>= 2; }
        return r + (n >> 1);
      }

      // Bucket 0 is for negative values; then 2^bits buckets a power of two.
      static __always_inline u64 tb_bucket(u64 n, int negative, u32 bits) {
        if (negative) {
          return 0;
        }
        if (n < (1ULL << bits)) {
          return n + 1;
        }
        u64 power = tb_log2(n);
        return ((power - bits + 1) << bits) + ((n >> (power - bits)) & ((1ULL << bits) - 1)) + 1;
      }

      static __always_inline u64 tb_linear(s64 n, s64 min, s64 max, u64 step) {
        if (n < min) {
          return 0;
        }
        if (n >= max) {
          return 1 + (u64)(max - min) / step;
        }
        return 1 + (u64)(n - min) / step;
      }

      // 0 where the first bytes are equal up to a zero or the limit.
      static __always_inline u64 tb_differ(const char *a, const char *b, u32 limit) {
        for (u32 i = 0; i < limit; i++) {
          if (a[i] != b[i]) {
            return 1;
          }
          if (!a[i]) {
            return 0;
          }
        }
        return 0;
      }

      """;

  private Prelude() {}
}
