package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.sys.PerfEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/** The software and hardware events of perf by name, after include/uapi/linux/perf_event.h. */
final class PerfEvents {
  /** An event's type and number, and how many counts bpftrace lets pass between two samples. */
  record Event(int type, long config, long usualPeriod) {}

  private static final Map<String, Event> ALL = new LinkedHashMap<>();
  private static final Map<String, String> ALIASES =
      Map.of(
          "cpu", "cpu-clock",
          "faults", "page-faults",
          "cs", "context-switches",
          "cycles", "cpu-cycles",
          "branches", "branch-instructions");

  static {
    String[] software = {
      "cpu-clock",
      "task-clock",
      "page-faults",
      "context-switches",
      "cpu-migrations",
      "minor-faults",
      "major-faults",
      "alignment-faults",
      "emulation-faults",
      "dummy",
      "bpf-output"
    };
    long[] softwarePeriods = {1_000_000, 1, 100, 1000, 1, 100, 1, 1, 1, 1, 1};
    for (int i = 0; i < software.length; i++) {
      ALL.put(software[i], new Event(PerfEvent.TYPE_SOFTWARE, i, softwarePeriods[i]));
    }
    String[] hardware = {
      "cpu-cycles",
      "instructions",
      "cache-references",
      "cache-misses",
      "branch-instructions",
      "branch-misses",
      "bus-cycles",
      "frontend-stalls",
      "backend-stalls",
      "ref-cycles"
    };
    for (int i = 0; i < hardware.length; i++) {
      ALL.put(hardware[i], new Event(PerfEvent.TYPE_HARDWARE, i, 1_000_000));
    }
  }

  private PerfEvents() {}

  /** The event's one name, for a probe that names it in any way. */
  static String canonical(String kind, String name, String probe) {
    String canonical = ALIASES.getOrDefault(name, name);
    if (!ALL.containsKey(canonical)) {
      throw new UnknownNameException(
          "no perf event \"" + name + "\" in " + probe,
          Nearest.hint(name, ALL.keySet()),
          "name one of: " + String.join(", ", ALL.keySet()),
          "man 2 perf_event_open, kind " + kind);
    }
    return canonical;
  }

  static Event of(String name) {
    Event event = ALL.get(canonical("perf event", name, name));
    if (event == null) {
      throw new IllegalStateException(name);
    }
    return event;
  }

  static long usual(String name) {
    return of(name).usualPeriod();
  }
}
