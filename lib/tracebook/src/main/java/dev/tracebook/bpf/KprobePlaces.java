package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.sys.Errno;
import dev.tracebook.sys.PerfEvent;
import java.util.List;
import java.util.OptionalInt;

/** Kernel functions through kprobes, where the kernel has them. */
final class KprobePlaces {
  private KprobePlaces() {}

  static List<Place> of(Probe.Kprobe probe) {
    OptionalInt type = DynamicPmu.type("kprobe");
    if (type.isEmpty()) {
      throw new UnsupportedException(
          "cannot attach to " + probe.spelling(),
          "this kernel has no kprobes (it was built without CONFIG_KPROBES)",
          "use a tracepoint or a raw tracepoint near that function: `ls /sys/kernel/tracing/events`"
              + " lists them; doctor() shows what works here",
          "https://docs.kernel.org/trace/kprobes.html");
    }
    return KernelFunctions.matching(probe.function()).stream()
        .map(function -> place(probe, function, type.getAsInt()))
        .toList();
  }

  private static Place place(Probe.Kprobe probe, String function, int type) {
    String spelling = new Probe.Kprobe(function, probe.offset(), probe.returning()).spelling();
    long config = probe.returning() ? 1L << DynamicPmu.returnBit("kprobe") : 0;
    return new Place(
        spelling,
        ProgramKind.KPROBE,
        program -> {
          PerfEvent event = PerfEvent.kprobe(type, config, function, probe.offset());
          int fd = event.open(-1, 0);
          if (fd == -Errno.ENOENT || fd == -Errno.EINVAL) {
            throw unknown(spelling, function);
          }
          return Opened.of(Opening.attach(spelling, fd, -1, program));
        });
  }

  private static UnknownNameException unknown(String spelling, String function) {
    return new UnknownNameException(
        "cannot attach to " + spelling,
        "the kernel has no function of that name that may be probed. "
            + Nearest.hint(function, KernelFunctions.all()),
        "it may be inlined, or be on the blacklist of functions that kprobes leave alone",
        "/sys/kernel/debug/kprobes/blacklist");
  }
}
