package dev.tracebook.bpf;

import dev.tracebook.host.CountedEvent;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.PerfEvent;
import java.util.ArrayList;
import java.util.List;

/** Perf events: one descriptor a CPU. */
final class SamplePlaces {
  private SamplePlaces() {}

  static Place of(Probe.Sample sample) {
    return new Place(sample.spelling(), ProgramKind.PERF_EVENT, program -> open(sample, program));
  }

  private static Opened open(Probe.Sample sample, int program) {
    List<Integer> cpus = sample.oneCpu() ? Cpus.online().subList(0, 1) : Cpus.online();
    CountedEvent event = sample.event();
    List<Integer> fds = new ArrayList<>();
    try {
      for (int cpu : cpus) {
        PerfEvent perf =
            sample.frequency()
                ? PerfEvent.atFrequency(event.type(), event.config(), sample.every())
                : PerfEvent.everyCounts(event.type(), event.config(), sample.every());
        fds.add(Opening.open(sample.spelling(), perf, sample.pid(), cpu, program));
      }
    } catch (RuntimeException e) {
      fds.forEach(LibC::closeFd);
      throw e;
    }
    return Opened.of(fds);
  }
}
