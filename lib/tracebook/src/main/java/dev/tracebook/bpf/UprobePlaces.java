package dev.tracebook.bpf;

import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.Binaries;
import dev.tracebook.host.Binary;
import dev.tracebook.host.FunctionSymbol;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.PerfEvent;
import java.util.List;
import java.util.OptionalInt;

/** Functions of binaries and libraries, through uprobes. */
final class UprobePlaces {
  private UprobePlaces() {}

  static List<Place> of(Probe.Uprobe probe) {
    Binary binary = binary(probe.binary(), probe.pid());
    if (probe.symbol().isEmpty()) {
      return List.of(place(probe, binary, probe.spelling(), probe.offset()));
    }
    return binary.find(probe.symbol()).stream().map(each -> place(probe, binary, each)).toList();
  }

  static Binary binary(String nameOrPath, int pid) {
    return pid < 0 ? Binaries.open(nameOrPath) : Binaries.open(nameOrPath, pid);
  }

  private static Place place(Probe.Uprobe probe, Binary binary, FunctionSymbol symbol) {
    String spelling =
        new Probe.Uprobe(
                binary.path().toString(),
                symbol.demangled(),
                probe.offset(),
                probe.pid(),
                probe.returning())
            .spelling();
    return place(probe, binary, spelling, symbol.fileOffset() + probe.offset());
  }

  private static Place place(Probe.Uprobe probe, Binary binary, String spelling, long offset) {
    long config = probe.returning() ? 1L << DynamicPmu.returnBit("uprobe") : 0;
    int pid = probe.pid();
    return new Place(
            spelling,
            ProgramKind.KPROBE,
            program ->
                Opened.of(
                    Opening.attach(
                        spelling, open(spelling, binary, offset, config, pid), pid, program)))
        .or(link(spelling, binary, offset, 0, probe.returning(), pid));
  }

  /**
   * The same place through a link: kernels since the fix of CVE-2025-38466 want CAP_SYS_ADMIN for
   * the perf event of a uprobe, but not for a link.
   */
  static Place link(
      String spelling, Binary binary, long offset, long semaphore, boolean returning, int pid) {
    return new Place(
        spelling,
        ProgramKind.UPROBE_LINK,
        program -> {
          long[] semaphores = semaphore == 0 ? new long[0] : new long[] {semaphore};
          int fd =
              Bpf.linkUprobes(
                  program,
                  binary.path().toString(),
                  new long[] {offset},
                  semaphores,
                  returning,
                  Math.max(0, pid));
          if (fd < 0) {
            throw Opening.failed(spelling, -fd, pid);
          }
          return Opened.of(fd);
        });
  }

  /** Opens the event of a place; returns its descriptor or the negative errno. */
  static int open(String spelling, Binary binary, long offset, long config, int pid) {
    OptionalInt type = DynamicPmu.type("uprobe");
    if (type.isEmpty()) {
      throw new UnsupportedException(
          "cannot attach to " + spelling,
          "this kernel has no uprobes (it was built without CONFIG_UPROBES)",
          "use a tracepoint; doctor() shows what works here",
          "https://docs.kernel.org/trace/uprobetracer.html");
    }
    return PerfEvent.uprobe(type.getAsInt(), config, binary.path().toString(), offset)
        .open(pid, pid < 0 ? 0 : -1);
  }
}
