package dev.tracebook.bpf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a function's name says where it runs, after BCC: {@code tracepoint__category__event}, {@code
 * kprobe__function} and so on; {@code tp_btf__name} is ours.
 */
final class Convention {
  private static final Map<String, Function<String, Probe>> PREFIXES = new LinkedHashMap<>();

  static {
    PREFIXES.put("tracepoint__", Convention::tracepoint);
    PREFIXES.put("raw_tracepoint__", Probe::rawTracepoint);
    PREFIXES.put("tp_btf__", Probe.BtfTracepoint::new);
    PREFIXES.put("kprobe__", function -> new Probe.Kprobe(function, 0, false));
    PREFIXES.put("kretprobe__", function -> new Probe.Kprobe(function, 0, true));
    PREFIXES.put("kfunc__", function -> trampoline(Probe.Trampoline.Kind.FENTRY, function));
    PREFIXES.put("kretfunc__", function -> trampoline(Probe.Trampoline.Kind.FEXIT, function));
    PREFIXES.put("lsm__", function -> trampoline(Probe.Trampoline.Kind.LSM, function));
    PREFIXES.put("bpf_iter__", Probe.Iterator::new);
  }

  private Convention() {}

  private static Probe tracepoint(String target) {
    String[] parts = target.split("__", 2);
    return Probe.tracepoint(parts[0], parts.length > 1 ? parts[1] : "");
  }

  private static Probe trampoline(Probe.Trampoline.Kind kind, String function) {
    return new Probe.Trampoline(kind, function);
  }

  /** The probe that a function's name means; empty for a function that is attached by hand. */
  static Optional<Probe> probe(String function) {
    return PREFIXES.entrySet().stream()
        .filter(each -> function.startsWith(each.getKey()))
        .map(each -> each.getValue().apply(function.substring(each.getKey().length())))
        .findFirst();
  }
}
