package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.headers.Btf;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;

/** Programs bound to a kernel function by its BTF: fentry, fexit, LSM hooks, iterators. */
final class TrampolinePlaces {
  private TrampolinePlaces() {}

  static Place of(Probe.Trampoline probe) {
    String function =
        probe.kind() == Probe.Trampoline.Kind.LSM
            ? "bpf_lsm_" + probe.function()
            : KernelFunctions.systemCall(probe.function());
    int id = functionId(probe.spelling(), function);
    ProgramKind kind =
        switch (probe.kind()) {
          case FENTRY -> ProgramKind.tracing(Bpf.TRACE_FENTRY, id);
          case FEXIT -> ProgramKind.tracing(Bpf.TRACE_FEXIT, id);
          case LSM -> ProgramKind.lsm(id);
        };
    return new Place(
        probe.spelling(),
        kind,
        program -> {
          int fd = Bpf.openRawTracepoint("", program);
          if (fd < 0) {
            throw refused(probe.spelling(), -fd);
          }
          return Opened.of(fd);
        });
  }

  static Place of(Probe.Iterator probe) {
    int id = functionId(probe.spelling(), "bpf_iter_" + probe.target());
    return new Place(
        probe.spelling(),
        ProgramKind.tracing(Bpf.TRACE_ITER, id),
        program -> {
          int fd = Bpf.linkIterator(program);
          if (fd < 0) {
            throw Opening.failed(probe.spelling(), -fd, -1);
          }
          return Opened.of(fd);
        });
  }

  private static int functionId(String probe, String function) {
    Btf btf = Btf.running();
    int id = btf.functionId(function);
    if (id == 0) {
      throw new UnknownNameException(
          "cannot attach to " + probe + ": the kernel's BTF has no function " + function,
          Nearest.hint(function, btf.functions()),
          "take a function that is not inlined; iterators are named as in bpf_iter_<name>",
          "https://docs.kernel.org/bpf/btf.html");
    }
    return id;
  }

  /** ENOTSUPP inside the kernel, which has no text of its own. */
  private static final int ENOTSUPP = 524;

  private static RuntimeException refused(String probe, int errno) {
    if (errno != ENOTSUPP && errno != Errno.EPERM && errno != Errno.EBUSY) {
      return Opening.failed(probe, errno, -1);
    }
    return new UnsupportedException(
        "cannot attach to " + probe,
        "this kernel has no BPF trampolines for it"
            + (errno == ENOTSUPP ? "" : " (" + Errno.text(errno) + ")")
            + ": fentry, fexit and LSM need CONFIG_DYNAMIC_FTRACE and, for LSM, lsm=...,bpf",
        "use a tracepoint, a raw tracepoint or tp_btf near that place; doctor() shows what works here",
        "https://docs.kernel.org/bpf/prog_lsm.html");
  }
}
