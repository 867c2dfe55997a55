package dev.tracebook.bpf;

import java.util.Locale;

/** The kinds of maps, in the order of enum bpf_map_type of include/uapi/linux/bpf.h. */
enum MapType {
  UNSPEC,
  HASH,
  ARRAY,
  PROG_ARRAY,
  PERF_EVENT_ARRAY,
  PERCPU_HASH,
  PERCPU_ARRAY,
  STACK_TRACE,
  CGROUP_ARRAY,
  LRU_HASH,
  LRU_PERCPU_HASH,
  LPM_TRIE,
  ARRAY_OF_MAPS,
  HASH_OF_MAPS,
  DEVMAP,
  SOCKMAP,
  CPUMAP,
  XSKMAP,
  SOCKHASH,
  CGROUP_STORAGE,
  REUSEPORT_SOCKARRAY,
  PERCPU_CGROUP_STORAGE,
  QUEUE,
  STACK,
  SK_STORAGE,
  DEVMAP_HASH,
  STRUCT_OPS,
  RINGBUF;

  static MapType of(int number) {
    return number < values().length && number >= 0 ? values()[number] : UNSPEC;
  }

  /** The value of enum bpf_map_type. */
  @SuppressWarnings("EnumOrdinal") // The order of these constants is the kernel's.
  int number() {
    return ordinal();
  }

  /** One value for each CPU behind a key. */
  boolean isPerCpu() {
    return this == PERCPU_HASH || this == PERCPU_ARRAY || this == LRU_PERCPU_HASH;
  }

  /** Keys with values that can be read one after the other. */
  boolean isReadable() {
    return switch (this) {
      case HASH, ARRAY, LRU_HASH, LPM_TRIE, PERCPU_HASH, PERCPU_ARRAY, LRU_PERCPU_HASH -> true;
      default -> false;
    };
  }

  /** Values without keys, in an order. */
  boolean isQueue() {
    return this == QUEUE || this == STACK;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
