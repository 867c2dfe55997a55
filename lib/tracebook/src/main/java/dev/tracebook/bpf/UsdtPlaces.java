package dev.tracebook.bpf;

import dev.tracebook.host.Binary;
import dev.tracebook.host.UsdtProbe;
import dev.tracebook.sys.Errno;
import java.util.List;

/** USDT probes: a uprobe at each location, with the probe's semaphore raised. */
final class UsdtPlaces {
  private UsdtPlaces() {}

  static List<Place> of(Probe.Usdt probe) {
    Binary binary = UprobePlaces.binary(probe.binary(), probe.pid());
    List<UsdtProbe> locations = binary.usdt(probe.provider(), probe.name());
    if (!probe.raisedAt().isEmpty()) {
      // All locations of a probe have one semaphore.
      long elsewhere = binary.find(probe.raisedAt()).get(0).fileOffset();
      return List.of(place(probe, binary, locations.get(0), elsewhere));
    }
    return locations.stream().map(each -> place(probe, binary, each, each.fileOffset())).toList();
  }

  private static Place place(Probe.Usdt probe, Binary binary, UsdtProbe location, long offset) {
    String spelling =
        Probe.usdt(binary.path().toString(), location.provider(), location.name()).spelling();
    long semaphore = location.hasSemaphore() ? location.semaphoreFileOffset() : 0;
    return new Place(
            spelling,
            ProgramKind.KPROBE,
            program -> open(spelling, probe.pid(), binary, location, offset, program))
        .or(UprobePlaces.link(spelling, binary, offset, semaphore, false, probe.pid()));
  }

  private static Opened open(
      String spelling, int pid, Binary binary, UsdtProbe location, long offset, int program) {
    long semaphore =
        location.hasSemaphore() ? location.semaphoreFileOffset() << DynamicPmu.semaphoreShift() : 0;
    int fd = UprobePlaces.open(spelling, binary, offset, semaphore, pid);
    if (fd != -Errno.EINVAL || !location.hasSemaphore()) {
      int attached = Opening.attach(spelling, fd, pid, program);
      // The kernel raises the semaphore itself; it refuses only when the probe is attached.
      return Opened.of(attached);
    }
    // Another tracer holds this probe without a semaphore (as BCC does by pid), and the kernel
    // takes
    // one way for a place at a time: raise the semaphore in the processes' own memory, as it did.
    int bare =
        Opening.attach(spelling, UprobePlaces.open(spelling, binary, offset, 0, pid), pid, program);
    Opened opened = Opened.of(bare);
    try {
      UsdtSemaphore raised = UsdtSemaphore.raise(binary, location, pid);
      return new Opened(opened.fds(), raised::close);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }
}
