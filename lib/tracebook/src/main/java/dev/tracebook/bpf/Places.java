package dev.tracebook.bpf;

import java.util.List;

/** Finds the places that a probe stands for. */
final class Places {
  private Places() {}

  /** At least one place; throws an error that names the nearest where there is none. */
  static List<Place> of(Probe probe) {
    if (probe instanceof Probe.Tracepoint tracepoint) {
      return TracepointPlaces.of(tracepoint);
    } else if (probe instanceof Probe.RawTracepoint raw) {
      return List.of(RawTracepointPlaces.raw(raw));
    } else if (probe instanceof Probe.BtfTracepoint typed) {
      return List.of(RawTracepointPlaces.typed(typed));
    } else if (probe instanceof Probe.Uprobe uprobe) {
      return UprobePlaces.of(uprobe);
    } else if (probe instanceof Probe.Usdt usdt) {
      return UsdtPlaces.of(usdt);
    } else if (probe instanceof Probe.Sample sample) {
      return List.of(SamplePlaces.of(sample));
    } else if (probe instanceof Probe.Kprobe kprobe) {
      return KprobePlaces.of(kprobe);
    } else if (probe instanceof Probe.Trampoline trampoline) {
      return List.of(TrampolinePlaces.of(trampoline));
    } else if (probe instanceof Probe.Iterator iterator) {
      return List.of(TrampolinePlaces.of(iterator));
    }
    throw new IllegalStateException(probe.spelling());
  }
}
