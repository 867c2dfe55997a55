package dev.tracebook.lang.type;

import java.util.List;

/**
 * One place that a script's action runs at, wildcards expanded.
 *
 * @param kind the kind of probe
 * @param parts what stands behind the kind, such as category and event
 * @param spelling the probe as bpftrace spells it in full
 */
public record Place(Kind kind, List<String> parts, String spelling) {
  /** Kinds of probes with their names and short names. */
  public enum Kind {
    /** Once before the others. */
    BEGIN("begin", "begin"),
    /** Once after the others. */
    END("end", "end"),
    /** Static tracepoint. */
    TRACEPOINT("tracepoint", "t"),
    /** Tracepoint with raw arguments. */
    RAW_TRACEPOINT("rawtracepoint", "rt"),
    /** User function's entry. */
    UPROBE("uprobe", "u"),
    /** User function's return. */
    URETPROBE("uretprobe", "ur"),
    /** User static tracepoint. */
    USDT("usdt", "U"),
    /** Samples on all CPUs. */
    PROFILE("profile", "p"),
    /** A clock on one CPU. */
    INTERVAL("interval", "i"),
    /** Software event. */
    SOFTWARE("software", "s"),
    /** Hardware event. */
    HARDWARE("hardware", "h"),
    /** Kernel function's entry. */
    KPROBE("kprobe", "k"),
    /** Kernel function's return. */
    KRETPROBE("kretprobe", "kr"),
    /** Kernel function's entry through a trampoline. */
    FENTRY("fentry", "f"),
    /** Kernel function's return through a trampoline. */
    FEXIT("fexit", "fr"),
    /** Walk over kernel objects. */
    ITER("iter", "it");

    /** The name. */
    public final String word;

    final String brief;

    Kind(String word, String brief) {
      this.word = word;
      this.brief = brief;
    }

    /** Whether the program's context is the registers of the probed place. */
    public boolean registers() {
      return this == UPROBE
          || this == URETPROBE
          || this == USDT
          || this == KPROBE
          || this == KRETPROBE;
    }

    /** Whether the program samples a perf event. */
    public boolean sampled() {
      return this == PROFILE || this == INTERVAL || this == SOFTWARE || this == HARDWARE;
    }

    /** Whether it is a return. */
    public boolean returning() {
      return this == URETPROBE || this == KRETPROBE || this == FEXIT;
    }
  }

  /** What {@code probe} gives. */
  public String probe() {
    return spelling;
  }

  /** What {@code probetype} gives. */
  public String probeType() {
    return kind == Kind.BEGIN || kind == Kind.END ? "special" : kind.word;
  }

  /** What {@code func} gives: the function of a probe on functions, else empty. */
  public String function() {
    return switch (kind) {
      case UPROBE, URETPROBE, KPROBE, KRETPROBE, FENTRY, FEXIT -> parts.get(parts.size() - 1);
      default -> "";
    };
  }
}
