package dev.tracebook.host;

import dev.tracebook.error.TraceException;
import dev.tracebook.host.Capabilities.Capability;
import dev.tracebook.host.Capabilities.Denial;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.PerfEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

/**
 * What the running kernel lets this process do, tried out: a program of two instructions is loaded
 * and attached, a map is made, an event is opened, and all is closed again. Nothing is guessed from
 * the kernel's version.
 */
public final class KernelFeatures {
  private static final int PROG_KPROBE = 2;
  private static final int PROG_TRACEPOINT = 5;
  private static final int PROG_PERF_EVENT = 7;
  private static final int PROG_RAW_TRACEPOINT = 17;
  private static final int MAP_HASH = 1;
  private static final int MAP_RINGBUF = 27;

  /** A rare event, and functions that the kernel has for tests: attaching there costs nobody. */
  private static final String RARE_EVENT = "sched_process_exit";

  private static final String TEST_FUNCTION = "bpf_fentry_test1";

  /** A function of libc that programs hardly call. */
  private static final String RARE_FUNCTION = "getlogin";

  private static final String DEVICES = "/sys/bus/event_source/devices/";
  private static final Capability[] BOTH = {Capability.CAP_BPF, Capability.CAP_PERFMON};

  /** r0 = 0; exit. */
  private static final byte[] NOTHING = instructions();

  private final Capabilities capabilities;

  private KernelFeatures(Capabilities capabilities) {
    this.capabilities = capabilities;
  }

  /**
   * Tries every feature; takes about 100 ms.
   *
   * @return a check for each
   */
  public static List<Check> probe() {
    return new KernelFeatures(Capabilities.current()).all();
  }

  private static byte[] instructions() {
    ByteBuffer out = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    out.put((byte) 0xb7).put((byte) 0).putShort((short) 0).putInt(0);
    out.put((byte) 0x95).put((byte) 0).putShort((short) 0).putInt(0);
    return out.array();
  }

  private List<Check> all() {
    List<Check> out = new ArrayList<>();
    out.add(attached("tracepoints", PROG_TRACEPOINT, 0, this::tracepoint, ""));
    out.add(
        attached(
            "raw tracepoints",
            PROG_RAW_TRACEPOINT,
            0,
            program -> Bpf.openRawTracepoint(RARE_EVENT, program),
            ""));
    out.addAll(typed());
    out.add(uprobes());
    out.add(uprobeLinks());
    out.add(semaphores());
    out.add(kprobe());
    out.add(counted("perf events, software", CountedEvent.CPU_CLOCK, ""));
    out.add(
        counted(
            "perf events, hardware",
            CountedEvent.CPU_CYCLES,
            "a virtual machine needs its counters switched on by the host; profile() uses the timer"));
    out.add(ringBuffer());
    out.add(batches());
    return out;
  }

  private List<Check> typed() {
    List<Check> out = new ArrayList<>();
    BtfIds ids;
    try {
      ids = BtfIds.running();
    } catch (IOException e) {
      for (String name : List.of("tp_btf", "fentry and fexit", "LSM programs", "iterators")) {
        out.add(
            Check.missing(
                name, "the kernel has no BTF", "a kernel with CONFIG_DEBUG_INFO_BTF; else probes"));
      }
      return out;
    }
    int event = ids.of(BtfIds.TYPEDEF, "btf_trace_" + RARE_EVENT);
    int function = ids.of(BtfIds.FUNC, TEST_FUNCTION);
    int hook = ids.of(BtfIds.FUNC, "bpf_lsm_file_mprotect");
    int iterator = ids.of(BtfIds.FUNC, "bpf_iter_task");
    IntUnaryOperator attach = program -> Bpf.openRawTracepoint("", program);
    out.add(typed("tp_btf", Bpf.PROG_TRACING, Bpf.TRACE_RAW_TP, event, attach));
    out.add(typed("fentry and fexit", Bpf.PROG_TRACING, Bpf.TRACE_FENTRY, function, attach));
    out.add(lsm(typed("LSM programs", Bpf.PROG_LSM, Bpf.LSM_MAC, hook, attach)));
    out.add(typed("iterators", Bpf.PROG_TRACING, Bpf.TRACE_ITER, iterator, Bpf::linkIterator));
    return out;
  }

  private Check typed(String name, int type, int attachType, int id, IntUnaryOperator attach) {
    if (id == 0) {
      return Check.missing(name, "the kernel is built without it", remedyFor(name));
    }
    int program = Bpf.load(type, attachType, id, "tracebook", NOTHING, "GPL", Bpf.buffer(0));
    return attached(name, program, attach, remedyFor(name));
  }

  private static String remedyFor(String name) {
    return switch (name) {
      case "fentry and fexit" ->
          "use tracepoints, tp_btf or uprobes; or a kernel with"
              + " CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS";
      case "LSM programs" -> "a kernel with CONFIG_BPF_LSM and bpf in its lsm= list";
      default -> "";
    };
  }

  /**
   * Attaching works although the hooks are never called, unless bpf is among the active modules.
   */
  private static Check lsm(Check attached) {
    String active = SystemFile.text("/sys/kernel/security/lsm");
    boolean listed = List.of(active.split(",", -1)).contains("bpf");
    return attached.state() != Check.State.OK || listed || active.isEmpty()
        ? attached
        : Check.limited(
            attached.name(),
            "programs load, but the kernel does not call them: bpf is not among " + active,
            "boot with lsm=" + active + ",bpf");
  }

  private Check attached(
      String name, int type, int attachType, IntUnaryOperator attach, String remedy) {
    int program = Bpf.load(type, attachType, 0, "tracebook", NOTHING, "GPL", Bpf.buffer(0));
    return attached(name, program, attach, remedy);
  }

  private Check attached(String name, int program, IntUnaryOperator attach, String remedy) {
    if (program < 0) {
      return refused(name, "loading a program", -program, remedy);
    }
    try {
      return opened(name, "attaching", attach.applyAsInt(program), remedy);
    } finally {
      LibC.closeFd(program);
    }
  }

  private Check opened(String name, String action, int fd, String remedy) {
    if (fd < 0) {
      return refused(name, action, -fd, remedy);
    }
    LibC.closeFd(fd);
    return Check.ok(name, "tried: works");
  }

  private Check refused(String name, String action, int errno, String remedy) {
    String said = action + " failed: " + Errno.text(errno);
    if (errno == Errno.EPERM || errno == Errno.EACCES) {
      if (!capabilities.missing(BOTH).isEmpty()) {
        return Check.missing(name, said + " (see capabilities)", "");
      }
      Denial denial = capabilities.explain(BOTH);
      return Check.missing(
          name, said + "; " + denial.why(), remedy.isEmpty() ? denial.fix() : remedy);
    }
    boolean absent = errno == Errno.ENOENT || errno == Errno.ENODEV || errno == Errno.EOPNOTSUPP;
    return Check.missing(name, said + (absent ? "; this machine does not have it" : ""), remedy);
  }

  private int tracepoint(int program) {
    try {
      int id = Tracepoints.get("sched", RARE_EVENT).id();
      int event = PerfEvent.tracepoint(id).open(-1, 0);
      return event < 0 ? event : closedAfter(event, fd -> PerfEvent.attach(fd, program));
    } catch (TraceException e) {
      // No tracefs: its own check says why.
      return -Errno.ENOENT;
    }
  }

  /** Keeps the event if the call succeeded, so that the caller closes it. */
  private static int closedAfter(int event, ToIntFunction<Integer> call) {
    int returned = call.applyAsInt(event);
    if (returned < 0) {
      LibC.closeFd(event);
      return returned;
    }
    return event;
  }

  private static int dynamic(String device, IntFunction<PerfEvent> event) {
    String type = SystemFile.text(DEVICES + device + "/type");
    // One process, this one: nobody else meets the breakpoint.
    return type.isEmpty()
        ? -Errno.ENOENT
        : event.apply(Integer.parseInt(type)).open((int) ProcessHandle.current().pid(), -1);
  }

  private Check uprobes() {
    String name = "uprobes and USDT";
    try {
      Binary libc = Binaries.open("c");
      long offset = libc.find(RARE_FUNCTION).get(0).fileOffset();
      int fd = dynamic("uprobe", type -> PerfEvent.uprobe(type, 0, libc.path().toString(), offset));
      boolean denied = fd == -Errno.EACCES || fd == -Errno.EPERM;
      if (denied
          && !capabilities.missing(Capability.CAP_SYS_ADMIN).isEmpty()
          && capabilities.missing(BOTH).isEmpty()) {
        return Check.missing(
            name,
            "this kernel wants CAP_SYS_ADMIN for them, as kernels do since the fix of"
                + " CVE-2025-38466 (July 2025)",
            "run as root, or give the process CAP_SYS_ADMIN too");
      }
      return opened(name, "opening the event", fd, "a kernel with CONFIG_UPROBE_EVENTS");
    } catch (TraceException e) {
      return Check.limited(name, "not tried: " + e.what(), "");
    }
  }

  private Check uprobeLinks() {
    String name = "uprobe links";
    try {
      Binary libc = Binaries.open("c");
      long[] offsets = {libc.find(RARE_FUNCTION).get(0).fileOffset()};
      int pid = (int) ProcessHandle.current().pid();
      int program =
          Bpf.load(
              PROG_KPROBE, Bpf.TRACE_UPROBE_MULTI, 0, "tracebook", NOTHING, "GPL", Bpf.buffer(0));
      return attached(
          name,
          program,
          loaded ->
              Bpf.linkUprobes(loaded, libc.path().toString(), offsets, new long[0], false, pid),
          "a kernel since 6.6; perf events do the same");
    } catch (TraceException e) {
      return Check.limited(name, "not tried: " + e.what(), "");
    }
  }

  private Check kprobe() {
    String remedy = "use tracepoints, tp_btf or uprobes; or a kernel with CONFIG_KPROBE_EVENTS";
    if (SystemFile.text(DEVICES + "kprobe/type").isEmpty()) {
      return Check.missing("kprobes", "the kernel is built without them", remedy);
    }
    int program = Bpf.load(PROG_KPROBE, 0, 0, "tracebook", NOTHING, "GPL", Bpf.buffer(0));
    return attached(
        "kprobes",
        program,
        loaded -> {
          int event = dynamic("kprobe", type -> PerfEvent.kprobe(type, 0, TEST_FUNCTION, 0));
          return event < 0 ? event : closedAfter(event, fd -> PerfEvent.attach(fd, loaded));
        },
        remedy);
  }

  private static Check semaphores() {
    String name = "USDT semaphores";
    return SystemFile.text(DEVICES + "uprobe/format/ref_ctr_offset").isEmpty()
        ? Check.limited(
            name,
            "the kernel does not count them (ref_ctr_offset)",
            "attach to a process by its pid: its memory is written then")
        : Check.ok(name, "the kernel counts them (ref_ctr_offset)");
  }

  private Check counted(String name, CountedEvent counted, String remedy) {
    return attached(
        name,
        PROG_PERF_EVENT,
        0,
        program -> {
          int event = PerfEvent.everyCounts(counted.type(), counted.config(), 1L << 40).open(-1, 0);
          return event < 0 ? event : closedAfter(event, fd -> PerfEvent.attach(fd, program));
        },
        remedy);
  }

  private Check ringBuffer() {
    int map = Bpf.createMap(MAP_RINGBUF, 0, 0, LibC.pageSizeBytes(), 0, "tracebook");
    return opened(
        "ring buffer", "creating the map", map, "a kernel since 5.8; else BPF_PERF_OUTPUT");
  }

  private Check batches() {
    String name = "batch map reads";
    int map = Bpf.createMap(MAP_HASH, 8, 8, 4, 0, "tracebook");
    if (map < 0) {
      return refused(name, "creating a map", -map, "");
    }
    try {
      ByteBuffer count = Bpf.buffer(4).putInt(0, 4);
      int returned =
          Bpf.lookupBatch(map, Bpf.buffer(8), true, Bpf.buffer(32), Bpf.buffer(32), count);
      return returned == 0 || returned == -Errno.ENOENT
          ? Check.ok(name, "tried: works")
          : Check.limited(
              name,
              Errno.text(-returned),
              "a kernel since 5.6; maps are read key by key until then");
    } finally {
      LibC.closeFd(map);
    }
  }
}
