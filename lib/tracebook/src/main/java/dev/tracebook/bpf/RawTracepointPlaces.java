package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.headers.Btf;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;

/** Tracepoints without a perf event: raw arguments, or typed ones (tp_btf). */
final class RawTracepointPlaces {
  private RawTracepointPlaces() {}

  static Place raw(Probe.RawTracepoint probe) {
    return new Place(
        probe.spelling(),
        ProgramKind.RAW_TRACEPOINT,
        program -> {
          int fd = Bpf.openRawTracepoint(probe.name(), program);
          if (fd == -Errno.ENOENT) {
            throw unknown(probe.spelling(), probe.name());
          }
          if (fd < 0) {
            throw Opening.failed(probe.spelling(), -fd, -1);
          }
          return Opened.of(fd);
        });
  }

  static Place typed(Probe.BtfTracepoint probe) {
    int id = Btf.running().tracepointId(probe.name());
    if (id == 0) {
      throw unknown(probe.spelling(), probe.name());
    }
    return new Place(
        probe.spelling(),
        ProgramKind.tracing(Bpf.TRACE_RAW_TP, id),
        program -> {
          int fd = Bpf.openRawTracepoint("", program);
          if (fd < 0) {
            throw Opening.failed(probe.spelling(), -fd, -1);
          }
          return Opened.of(fd);
        });
  }

  private static UnknownNameException unknown(String probe, String name) {
    return new UnknownNameException(
        "cannot attach to " + probe + ": the kernel has no such tracepoint",
        Btf.available()
            ? Nearest.hint(name, Btf.running().tracepoints())
            : "no BTF to look for near names",
        "take the name after the colon in /sys/kernel/tracing/available_events; a system call's own"
            + " tracepoints (syscalls:...) have no raw form: use sys_enter and sys_exit",
        "https://docs.kernel.org/trace/events.html");
  }
}
