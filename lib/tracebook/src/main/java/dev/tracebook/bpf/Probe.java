package dev.tracebook.bpf;

import dev.tracebook.host.CountedEvent;
import java.time.Duration;

/**
 * A place where a program runs. The kinds and their spelling are those of bpftrace; {@code *} and
 * {@code ?} in a name match many places.
 *
 * <p>Example: {@code bpf.attach("on_open", Probe.parse("tracepoint:syscalls:sys_enter_openat"))}
 */
public sealed interface Probe
    permits Probe.Tracepoint,
        Probe.RawTracepoint,
        Probe.BtfTracepoint,
        Probe.Uprobe,
        Probe.Usdt,
        Probe.Sample,
        Probe.Kprobe,
        Probe.Trampoline,
        Probe.Iterator {

  /**
   * The probe in bpftrace's spelling.
   *
   * @return such as {@code tracepoint:syscalls:sys_enter_openat}
   */
  String spelling();

  /**
   * A static tracepoint with stable arguments; needs tracefs. About 0.1 microseconds a hit.
   *
   * @param category such as {@code syscalls}; a glob matches many
   * @param event such as {@code sys_enter_openat}; a glob matches many
   */
  record Tracepoint(String category, String event) implements Probe {
    @Override
    public String spelling() {
      return "tracepoint:" + category + ":" + event;
    }
  }

  /**
   * A tracepoint with its raw arguments, as {@code struct bpf_raw_tracepoint_args}; cheaper than
   * {@link Tracepoint}.
   *
   * @param name such as {@code sched_switch}
   */
  record RawTracepoint(String name) implements Probe {
    @Override
    public String spelling() {
      return "rawtracepoint:" + name;
    }
  }

  /**
   * A tracepoint with typed arguments that may be read without a helper; needs the kernel's BTF.
   *
   * @param name such as {@code sched_switch}
   */
  record BtfTracepoint(String name) implements Probe {
    @Override
    public String spelling() {
      return "tp_btf:" + name;
    }
  }

  /**
   * The entry or the return of a function in a binary or library. About 1 to 2 microseconds a hit.
   *
   * @param binary a path, a library's name such as {@code c}, or a program's name on the PATH
   * @param symbol a symbol, or a glob over plain or demangled names; empty for a bare offset
   * @param offset what is added to the symbol's place; without a symbol, the offset in the file
   * @param pid the only process to probe, or -1 for all
   * @param returning true for the function's return
   */
  record Uprobe(String binary, String symbol, long offset, int pid, boolean returning)
      implements Probe {
    @Override
    public String spelling() {
      String place = offset == 0 ? symbol : symbol.isEmpty() ? "" + offset : symbol + "+" + offset;
      return (returning ? "uretprobe:" : "uprobe:") + binary + ":" + place;
    }

    /**
     * The same place in one process only.
     *
     * @param only the process
     * @return the probe
     */
    public Uprobe pid(int only) {
      return new Uprobe(binary, symbol, offset, only, returning);
    }

    /**
     * A place after the symbol's start.
     *
     * @param bytes how far
     * @return the probe
     */
    public Uprobe offset(long bytes) {
      return new Uprobe(binary, symbol, bytes, pid, returning);
    }
  }

  /**
   * A user statically defined tracepoint. By path it also sees processes that start later.
   *
   * @param binary a path, a library's name or a program's name
   * @param provider the provider, or {@code *}
   * @param name the probe's name; a glob matches many
   * @param pid the only process to probe, or -1 for all
   * @param raisedAt empty to run where the probe is; else a function of the binary to run at
   *     instead, while the probe's semaphore is raised
   */
  record Usdt(String binary, String provider, String name, int pid, String raisedAt)
      implements Probe {
    @Override
    public String spelling() {
      return "usdt:" + binary + ":" + provider + ":" + name;
    }

    /**
     * Only raises the probe's semaphore, for programs that take another path when it is: CPython
     * 3.11 does for {@code line}. The program runs at a function instead, best one that is hardly
     * ever called.
     *
     * @param function a function of the binary
     * @return the probe
     */
    public Usdt raisedAt(String function) {
      return new Usdt(binary, provider, name, pid, function);
    }

    /**
     * The same probe in one process only.
     *
     * @param only the process
     * @return the probe
     */
    public Usdt pid(int only) {
      return new Usdt(binary, provider, name, only, raisedAt);
    }
  }

  /**
   * Samples of a perf event, on every CPU or, for an interval, on one.
   *
   * @param event what is counted
   * @param every the count between two samples, or the frequency in hertz
   * @param frequency true where {@code every} is a frequency
   * @param oneCpu true to sample on one CPU only
   * @param pid the only process to sample, or -1 for all
   * @param spelling the probe in bpftrace's spelling
   */
  record Sample(
      CountedEvent event, long every, boolean frequency, boolean oneCpu, int pid, String spelling)
      implements Probe {
    /**
     * The same samples of one process only.
     *
     * @param only the process
     * @return the probe
     */
    public Sample pid(int only) {
      return new Sample(event, every, frequency, oneCpu, only, spelling);
    }
  }

  /**
   * The entry or return of nearly any kernel function; needs a kernel with CONFIG_KPROBES.
   *
   * @param function the function; {@code sys_name} finds the system call of that name
   * @param offset what is added to its place
   * @param returning true for its return
   */
  record Kprobe(String function, long offset, boolean returning) implements Probe {
    @Override
    public String spelling() {
      return (returning ? "kretprobe:" : "kprobe:") + function + (offset == 0 ? "" : "+" + offset);
    }
  }

  /**
   * The entry or return of a kernel function, or a security hook, through a BPF trampoline; needs
   * BTF and a kernel that supports trampolines.
   *
   * @param kind where in the function
   * @param function the function or the hook
   */
  record Trampoline(Kind kind, String function) implements Probe {
    /** Where a trampoline runs. */
    public enum Kind {
      /** Before a function, with its typed arguments. */
      FENTRY,
      /** After a function, with its arguments and its result. */
      FEXIT,
      /** At a security hook. */
      LSM
    }

    @Override
    public String spelling() {
      return kind.name().toLowerCase(java.util.Locale.ROOT) + ":" + function;
    }
  }

  /**
   * A walk over kernel objects; its output is read with {@link BpfModule#readIterator}.
   *
   * @param target such as {@code task} or {@code task_file}
   */
  record Iterator(String target) implements Probe {
    @Override
    public String spelling() {
      return "iter:" + target;
    }
  }

  /**
   * A tracepoint.
   *
   * @param category its category
   * @param event its name
   * @return the probe
   */
  static Tracepoint tracepoint(String category, String event) {
    return new Tracepoint(category, event);
  }

  /**
   * A raw tracepoint.
   *
   * @param name its name
   * @return the probe
   */
  static RawTracepoint rawTracepoint(String name) {
    return new RawTracepoint(name);
  }

  /**
   * The entry of a function in all processes.
   *
   * @param binary a path, a library's name or a program's name
   * @param symbol a symbol or a glob
   * @return the probe
   */
  static Uprobe uprobe(String binary, String symbol) {
    return new Uprobe(binary, symbol, 0, -1, false);
  }

  /**
   * The return of a function in all processes.
   *
   * @param binary a path, a library's name or a program's name
   * @param symbol a symbol or a glob
   * @return the probe
   */
  static Uprobe uretprobe(String binary, String symbol) {
    return new Uprobe(binary, symbol, 0, -1, true);
  }

  /**
   * A USDT probe in all processes.
   *
   * @param binary a path, a library's name or a program's name
   * @param provider its provider
   * @param name its name
   * @return the probe
   */
  static Usdt usdt(String binary, String provider, String name) {
    return new Usdt(binary, provider, name, -1, "");
  }

  /**
   * Samples what runs on every CPU.
   *
   * @param hertz samples a second; 99 keeps out of step with timers
   * @return the probe
   */
  static Sample profile(long hertz) {
    return new Sample(CountedEvent.CPU_CLOCK, hertz, true, false, -1, "profile:hz:" + hertz);
  }

  /**
   * Runs regularly on one CPU.
   *
   * @param every the time between two runs
   * @return the probe
   */
  static Sample interval(Duration every) {
    String spelling = "interval:us:" + every.toNanos() / 1000;
    return new Sample(CountedEvent.CPU_CLOCK, every.toNanos(), false, true, -1, spelling);
  }

  /**
   * Reads a probe in bpftrace's spelling.
   *
   * @param text such as {@code uprobe:/bin/bash:readline}; the short kinds (t, k, u, ...) too
   * @return the probe
   * @throws dev.tracebook.error.ArgumentException when it is no probe; the message has the form
   */
  static Probe parse(String text) {
    return ProbeSyntax.parse(text);
  }
}
