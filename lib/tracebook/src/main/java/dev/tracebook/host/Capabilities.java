package dev.tracebook.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What this process may do, and why the kernel refused a call.
 *
 * <p>Source: man 7 capabilities, man 7 kernel_lockdown,
 * Documentation/admin-guide/sysctl/kernel.rst.
 */
public final class Capabilities {
  /** The capabilities that tracing uses, with their numbers in linux/capability.h. */
  public enum Capability {
    /** Load programs, create maps. */
    CAP_BPF(39),
    /** Attach to perf events and tracepoints; let programs read kernel memory. */
    CAP_PERFMON(38),
    /** Read tracefs and other users' binaries. */
    CAP_DAC_READ_SEARCH(2),
    /** Look into other users' processes: memory maps, executables. */
    CAP_SYS_PTRACE(19),
    /** All of tracing on kernels before 5.8; mounting tracefs. */
    CAP_SYS_ADMIN(21),
    /** Lock more memory: wanted by maps on kernels before 5.11 only. */
    CAP_SYS_RESOURCE(24),
    /** See kernel addresses where kernel.kptr_restrict hides them. */
    CAP_SYSLOG(34);

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }

    boolean in(long set) {
      return (set >> bit & 1) != 0;
    }
  }

  /**
   * Why a call was refused.
   *
   * @param why the reason in a sentence
   * @param fix what to do about it
   */
  public record Denial(String why, String fix) {}

  private static final String LOCKDOWN = "/sys/kernel/security/lockdown";
  private static final String PARANOID = "/proc/sys/kernel/perf_event_paranoid";
  private static final String WHOLE_USER_RANGE = "4294967295";

  private final long effective;
  private final long bounding;
  private final boolean filtered;
  private final boolean ownUserNamespace;
  private final String lockdown;
  private final int paranoid;

  private Capabilities(
      long effective,
      long bounding,
      boolean filtered,
      boolean ownUserNamespace,
      String lockdown,
      int paranoid) {
    this.effective = effective;
    this.bounding = bounding;
    this.filtered = filtered;
    this.ownUserNamespace = ownUserNamespace;
    this.lockdown = lockdown;
    this.paranoid = paranoid;
  }

  /**
   * Those of this process, now.
   *
   * @return the capabilities
   */
  public static Capabilities current() {
    return parse(
        SystemFile.text("/proc/self/status"),
        SystemFile.text("/proc/self/uid_map"),
        SystemFile.text(LOCKDOWN),
        SystemFile.text(PARANOID));
  }

  static Capabilities parse(String status, String uidMap, String lockdown, String paranoid) {
    return new Capabilities(
        field(status, "CapEff:", 16),
        field(status, "CapBnd:", 16),
        field(status, "Seccomp:", 10) == 2,
        !uidMap.isEmpty() && !uidMap.strip().endsWith(WHOLE_USER_RANGE),
        lockdown.replaceFirst("(?s).*\\[(.*?)\\].*", "$1").strip(),
        paranoid.isBlank() ? 2 : Integer.parseInt(paranoid.strip()));
  }

  private static long field(String status, String label, int radix) {
    return status
        .lines()
        .filter(line -> line.startsWith(label))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(label.length()).strip(), radix))
        .findFirst()
        .orElse(0);
  }

  /**
   * Tells whether this process has a capability. CAP_SYS_ADMIN stands in for CAP_BPF and
   * CAP_PERFMON, as in the kernel.
   *
   * @param wanted the capability
   * @return true if it is effective
   */
  public boolean has(Capability wanted) {
    boolean general = wanted == Capability.CAP_BPF || wanted == Capability.CAP_PERFMON;
    return wanted.in(effective) || (general && Capability.CAP_SYS_ADMIN.in(effective));
  }

  /** Tells whether this process could be given the capability: its bounding set has it. */
  boolean mayHave(Capability wanted) {
    return wanted.in(bounding);
  }

  /**
   * Those of the given capabilities that this process lacks.
   *
   * @param wanted the capabilities
   * @return the missing ones, in the order given
   */
  public List<Capability> missing(Capability... wanted) {
    return Arrays.stream(wanted).filter(each -> !has(each)).toList();
  }

  /**
   * Explains why the kernel answered EPERM or EACCES to a call that needs these capabilities.
   *
   * <p>Example: {@code Capabilities.current().explain(Capability.CAP_BPF, Capability.CAP_PERFMON)}
   *
   * @param needed what the call needs
   * @return the reason and the remedy; the likeliest where the kernel does not say
   */
  public Denial explain(Capability... needed) {
    List<Capability> missing = missing(needed);
    if (!missing.isEmpty()) {
      return lacking(missing);
    }
    if (ownUserNamespace) {
      return new Denial(
          "this process has its capabilities in a user namespace only; tracing wants them on the host",
          "run outside of the rootless container, or in a privileged one");
    }
    if (lockdown.equals("confidentiality")) {
      return new Denial(
          "the kernel is locked down (confidentiality): programs may not read kernel memory",
          "boot with lockdown=integrity or lockdown=none, or without Secure Boot");
    }
    if (filtered) {
      return new Denial(
          "a seccomp filter of the container refuses bpf(2) or perf_event_open(2)",
          "start the container with --security-opt seccomp=unconfined");
    }
    if (paranoid > 2 && !has(Capability.CAP_PERFMON)) {
      return new Denial(
          "kernel.perf_event_paranoid is " + paranoid, "sysctl kernel.perf_event_paranoid=2");
    }
    return new Denial(
        "the kernel refuses this although the capabilities are there: it is built or started without"
            + " the feature, or a security module forbids it",
        "see doctor(), and dmesg for a security module's message");
  }

  private Denial lacking(List<Capability> missing) {
    String names = missing.stream().map(Enum::name).collect(Collectors.joining(" and "));
    if (missing.stream().allMatch(this::mayHave)) {
      return new Denial(
          "this process lacks " + names, "start it with ./tracebook notebook, or run as root");
    }
    String options =
        missing.stream()
            .map(each -> "--cap-add=" + each.name().substring("CAP_".length()))
            .collect(Collectors.joining(" "));
    return new Denial(
        "this process lacks " + names + " and may not get it: its bounding set excludes it",
        "start the container with "
            + options
            + " (or --privileged); a service: widen its bounding set");
  }

  /**
   * How this process is confined, as far as it can see.
   *
   * @return such as "a seccomp filter"; empty if nothing is found
   */
  List<String> confinement() {
    List<String> out = new ArrayList<>();
    if (Files.exists(Path.of("/.dockerenv")) || Files.exists(Path.of("/run/.containerenv"))) {
      out.add("a container");
    }
    if (ownUserNamespace) {
      out.add("a user namespace");
    }
    if (filtered) {
      out.add("a seccomp filter");
    }
    return out;
  }

  String lockdown() {
    return lockdown;
  }
}
