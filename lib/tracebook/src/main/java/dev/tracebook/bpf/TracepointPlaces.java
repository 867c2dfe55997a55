package dev.tracebook.bpf;

import dev.tracebook.host.Glob;
import dev.tracebook.host.Tracepoint;
import dev.tracebook.host.Tracepoints;
import dev.tracebook.sys.PerfEvent;
import java.util.List;

/** Tracepoints, through the perf event that their number in tracefs names. */
final class TracepointPlaces {
  private TracepointPlaces() {}

  static List<Place> of(Probe.Tracepoint probe) {
    boolean many = Glob.isGlob(probe.category()) || Glob.isGlob(probe.event());
    List<String> found =
        many ? Tracepoints.list(probe.category() + ":" + probe.event()) : List.of();
    if (found.isEmpty()) {
      // One name, or a pattern that matches nothing: the error names the nearest.
      return List.of(place(Tracepoints.get(probe.category(), probe.event())));
    }
    return found.stream().map(each -> each.split(":", 2)).map(TracepointPlaces::place).toList();
  }

  private static Place place(String[] name) {
    return place(Tracepoints.get(name[0], name[1]));
  }

  private static Place place(Tracepoint tracepoint) {
    String spelling = Probe.tracepoint(tracepoint.category(), tracepoint.name()).spelling();
    return new Place(
        spelling,
        ProgramKind.TRACEPOINT,
        program ->
            Opened.of(
                Opening.open(spelling, PerfEvent.tracepoint(tracepoint.id()), -1, 0, program)));
  }
}
