package dev.tracebook.bpf;

/**
 * How a function's name says what it is for, after BCC: {@code tracepoint__category__event} and so
 * on.
 *
 * @param kind the kind of probe
 * @param target what follows the prefix
 */
record Convention(Kind kind, String target) {
  /** A kind of program with its type in the kernel's enum bpf_prog_type. */
  enum Kind {
    TRACEPOINT("tracepoint__", 5),
    RAW_TRACEPOINT("raw_tracepoint__", 17),
    KPROBE("kprobe__", 2),
    KRETPROBE("kretprobe__", 2),
    FENTRY("kfunc__", 26),
    FEXIT("kretfunc__", 26),
    ITERATOR("bpf_iter__", 26),
    PLAIN("", 2);

    final String prefix;
    final int programType;

    Kind(String prefix, int programType) {
      this.prefix = prefix;
      this.programType = programType;
    }
  }

  static Convention of(String function) {
    for (Kind kind : Kind.values()) {
      if (function.startsWith(kind.prefix)) {
        return new Convention(kind, function.substring(kind.prefix.length()));
      }
    }
    throw new IllegalStateException(function);
  }

  /** The probe in bpftrace's spelling. */
  String probe() {
    return switch (kind) {
      case TRACEPOINT -> "tracepoint:" + target.replaceFirst("__", ":");
      case RAW_TRACEPOINT -> "rawtracepoint:" + target;
      default -> kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + target;
    };
  }
}
