package dev.tracebook.bpf;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.host.CountedEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads probes in bpftrace's spelling. */
final class ProbeSyntax {
  /** What each kind must look like, for errors. */
  private static final Map<String, String> FORMS = new LinkedHashMap<>();

  private static final Map<String, String> SHORT =
      Map.ofEntries(
          Map.entry("t", "tracepoint"),
          Map.entry("rt", "rawtracepoint"),
          Map.entry("u", "uprobe"),
          Map.entry("ur", "uretprobe"),
          Map.entry("U", "usdt"),
          Map.entry("p", "profile"),
          Map.entry("i", "interval"),
          Map.entry("s", "software"),
          Map.entry("h", "hardware"),
          Map.entry("k", "kprobe"),
          Map.entry("kr", "kretprobe"),
          Map.entry("f", "fentry"),
          Map.entry("fr", "fexit"),
          Map.entry("kfunc", "fentry"),
          Map.entry("kretfunc", "fexit"),
          Map.entry("it", "iter"));

  static {
    FORMS.put("tracepoint", "tracepoint:category:event");
    FORMS.put("rawtracepoint", "rawtracepoint:name");
    FORMS.put("tp_btf", "tp_btf:name");
    FORMS.put("uprobe", "uprobe:binary:symbol, uprobe:binary:symbol+offset");
    FORMS.put("uretprobe", "uretprobe:binary:symbol");
    FORMS.put("usdt", "usdt:binary:provider:name, usdt:binary:name");
    FORMS.put("profile", "profile:hz:99, profile:s:1, profile:ms:10, profile:us:500");
    FORMS.put("interval", "interval:s:1, interval:ms:100, interval:us:500, interval:hz:5");
    FORMS.put("software", "software:event:count, such as software:page-faults:100");
    FORMS.put("hardware", "hardware:event:count, such as hardware:cache-misses:100000");
    FORMS.put("kprobe", "kprobe:function, kprobe:function+offset");
    FORMS.put("kretprobe", "kretprobe:function");
    FORMS.put("fentry", "fentry:function");
    FORMS.put("fexit", "fexit:function");
    FORMS.put("lsm", "lsm:hook");
    FORMS.put("iter", "iter:task");
  }

  private ProbeSyntax() {}

  static Probe parse(String text) {
    List<String> parts = List.of(text.strip().split(":", -1));
    String kind = SHORT.getOrDefault(parts.get(0), parts.get(0));
    String form = FORMS.get(kind);
    if (form == null) {
      throw new ArgumentException(
          "\"" + text + "\" is no probe",
          "there is no kind \"" + kind + "\"; " + Nearest.hint(kind, FORMS.keySet()),
          "write it like one of: " + String.join("; ", FORMS.values()),
          "https://github.com/bpftrace/bpftrace/blob/master/docs/language.md#probes");
    }
    Probe probe = parts.contains("") ? null : of(kind, parts, text.strip());
    if (probe == null) {
      throw new ArgumentException(
          "\"" + text + "\" is no " + kind + " probe",
          "its parts are not those of the kind",
          "write it like this: " + form,
          "https://github.com/bpftrace/bpftrace/blob/master/docs/language.md#probes");
    }
    return probe;
  }

  private static @org.jspecify.annotations.Nullable Probe of(
      String kind, List<String> parts, String text) {
    int count = parts.size();
    String second = count > 1 ? parts.get(1) : "";
    String last = parts.get(count - 1);
    // A binary's path may hold colons: what is before the last part belongs to it.
    String binary = count > 2 ? String.join(":", parts.subList(1, count - 1)) : "";
    return switch (kind) {
      case "tracepoint" -> count == 3 ? Probe.tracepoint(second, last) : null;
      case "rawtracepoint" -> count >= 2 && count <= 3 ? Probe.rawTracepoint(last) : null;
      case "tp_btf" -> count == 2 ? new Probe.BtfTracepoint(second) : null;
      case "uprobe", "uretprobe" -> count < 3 ? null : uprobe(kind, binary, last);
      case "usdt" -> count < 3 ? null : usdt(parts, binary, last);
      case "profile", "interval" -> count != 3 ? null : timed(kind, second, last, text);
      case "software", "hardware" -> count > 3 || count < 2 ? null : counted(parts, text);
      case "kprobe", "kretprobe" -> count == 2 ? kprobe(kind, second) : null;
      case "fentry" -> trampoline(Probe.Trampoline.Kind.FENTRY, count, last);
      case "fexit" -> trampoline(Probe.Trampoline.Kind.FEXIT, count, last);
      case "lsm" -> trampoline(Probe.Trampoline.Kind.LSM, count, last);
      case "iter" -> count == 2 ? new Probe.Iterator(second) : null;
      default -> null;
    };
  }

  private static @org.jspecify.annotations.Nullable Probe trampoline(
      Probe.Trampoline.Kind kind, int count, String function) {
    return count == 2 || count == 3 ? new Probe.Trampoline(kind, function) : null;
  }

  private static @org.jspecify.annotations.Nullable Probe uprobe(
      String kind, String binary, String place) {
    boolean returning = kind.equals("uretprobe");
    int plus = place.lastIndexOf('+');
    if (plus > 0) {
      Long offset = number(place.substring(plus + 1));
      if (offset != null) {
        return new Probe.Uprobe(binary, place.substring(0, plus), offset, -1, returning);
      }
    }
    Long bare = number(place);
    return bare != null
        ? new Probe.Uprobe(binary, "", bare, -1, returning)
        : new Probe.Uprobe(binary, place, 0, -1, returning);
  }

  private static Probe usdt(List<String> parts, String binary, String name) {
    if (parts.size() == 3) {
      return Probe.usdt(binary, "*", name);
    }
    String path = String.join(":", parts.subList(1, parts.size() - 2));
    return Probe.usdt(path, parts.get(parts.size() - 2), name);
  }

  private static @org.jspecify.annotations.Nullable Probe kprobe(String kind, String place) {
    int plus = place.indexOf('+');
    Long offset = plus < 0 ? Long.valueOf(0) : number(place.substring(plus + 1));
    String function = plus < 0 ? place : place.substring(0, plus);
    return offset == null ? null : new Probe.Kprobe(function, offset, kind.equals("kretprobe"));
  }

  private static @org.jspecify.annotations.Nullable Probe timed(
      String kind, String unit, String amount, String text) {
    Long count = number(amount);
    if (count == null || count <= 0) {
      return null;
    }
    boolean interval = kind.equals("interval");
    if (unit.equals("hz")) {
      return new Probe.Sample(CountedEvent.CPU_CLOCK, count, true, interval, -1, text);
    }
    Duration every =
        switch (unit) {
          case "s" -> Duration.ofSeconds(count);
          case "ms" -> Duration.ofMillis(count);
          case "us" -> Duration.ofNanos(count * 1000);
          case "ns" -> Duration.ofNanos(count);
          default -> null;
        };
    return every == null
        ? null
        : new Probe.Sample(CountedEvent.CPU_CLOCK, every.toNanos(), false, interval, -1, text);
  }

  private static @org.jspecify.annotations.Nullable Probe counted(List<String> parts, String text) {
    boolean hardware = parts.get(0).startsWith("h");
    CountedEvent event = CountedEvent.named(parts.get(1), hardware);
    Long count = parts.size() == 3 ? number(parts.get(2)) : Long.valueOf(event.defaultPeriod());
    return count == null || count <= 0
        ? null
        : new Probe.Sample(event, count, false, false, -1, text);
  }

  private static @org.jspecify.annotations.Nullable Long number(String text) {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
