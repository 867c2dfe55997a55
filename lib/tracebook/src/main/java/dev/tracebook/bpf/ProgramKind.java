package dev.tracebook.bpf;

import dev.tracebook.sys.Bpf;

/**
 * How a function is loaded, which follows from where it will run.
 *
 * @param type the value of enum bpf_prog_type
 * @param attachType the value of enum bpf_attach_type, where the type needs one, else -1
 * @param btfId the kernel function or tracepoint that the program is bound to, else 0
 */
record ProgramKind(int type, int attachType, int btfId) {
  /** BPF_PROG_TYPE_KPROBE: kprobes and uprobes, USDT too. */
  static final ProgramKind KPROBE = new ProgramKind(2, -1, 0);

  /** A uprobe without a perf event: since 6.6, and without CAP_SYS_ADMIN. */
  static final ProgramKind UPROBE_LINK = new ProgramKind(2, Bpf.TRACE_UPROBE_MULTI, 0);

  static final ProgramKind TRACEPOINT = new ProgramKind(5, -1, 0);
  static final ProgramKind PERF_EVENT = new ProgramKind(7, -1, 0);
  static final ProgramKind RAW_TRACEPOINT = new ProgramKind(17, -1, 0);

  static ProgramKind tracing(int attachType, int btfId) {
    return new ProgramKind(Bpf.PROG_TRACING, attachType, btfId);
  }

  static ProgramKind lsm(int btfId) {
    return new ProgramKind(Bpf.PROG_LSM, Bpf.LSM_MAC, btfId);
  }

  /** True for fentry, fexit and LSM, which not every kernel with BTF can attach. */
  boolean isTrampoline() {
    return attachType == Bpf.TRACE_FENTRY
        || attachType == Bpf.TRACE_FEXIT
        || attachType == Bpf.LSM_MAC;
  }

  /** True where the program must be loaded for one way of attaching, which libbcc cannot. */
  boolean isBound() {
    return attachType >= 0;
  }
}
