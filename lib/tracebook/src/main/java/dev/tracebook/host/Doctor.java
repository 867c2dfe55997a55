package dev.tracebook.host;

import dev.tracebook.host.Capabilities.Capability;
import dev.tracebook.sys.Demangler;
import dev.tracebook.sys.LibBcc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What this host can trace, what is missing, and what to do about it. Works without privileges,
 * without libbcc and in containers.
 *
 * <p>Example: {@code ./tracebook doctor} prints it; {@code Doctor.checks()} returns it.
 */
public final class Doctor {
  private static final Path HEADERS = Path.of("/lib/modules");

  private Doctor() {}

  /**
   * Prints the checks; the exit status is 1 if something that live tracing cannot do without is
   * missing.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    List<Check> checks = checks();
    System.out.print(text(checks));
    System.exit(canTrace(checks) ? 0 : 1);
  }

  /**
   * Looks at everything.
   *
   * @return the checks: system, privileges, libraries, then each kernel feature, tried out
   */
  public static List<Check> checks() {
    List<Check> out = new ArrayList<>();
    Capabilities capabilities = Capabilities.current();
    out.add(
        Check.ok(
            "kernel",
            SystemFile.text("/proc/sys/kernel/osrelease") + " " + System.getProperty("os.arch")));
    out.add(capabilities(capabilities));
    out.add(confinement(capabilities));
    out.add(lockdown(capabilities));
    out.add(unprivileged());
    out.add(
        Check.ok(
            "JDK", System.getProperty("java.version") + ", " + System.getProperty("java.home")));
    out.add(libbcc());
    out.add(demangler());
    out.add(jupyter());
    out.add(fonts());
    out.add(btf());
    out.add(headers());
    out.add(tracefs());
    out.add(kernelSymbols());
    out.add(jit());
    out.add(paranoid(capabilities));
    out.addAll(KernelFeatures.probe());
    return out;
  }

  /**
   * Tells whether programs can be compiled, loaded and attached to tracepoints here.
   *
   * @param checks what {@link #checks} found
   * @return true if live tracing works
   */
  public static boolean canTrace(List<Check> checks) {
    List<String> needed = List.of("libbcc", "tracefs", "tracepoints", "ring buffer");
    return checks.stream()
        .noneMatch(each -> needed.contains(each.name()) && each.state() == Check.State.MISSING);
  }

  /**
   * The checks as lines of text.
   *
   * @param checks what {@link #checks} found
   * @return a line each: name, state, reason; the remedy on a line of its own
   */
  public static String text(List<Check> checks) {
    StringBuilder out = new StringBuilder();
    for (Check each : checks) {
      String state = each.state().name().toLowerCase(Locale.ROOT);
      out.append("%-24s %-8s %s%n".formatted(each.name(), state, each.why()));
      if (!each.remedy().isEmpty()) {
        out.append("%-33s -> %s%n".formatted("", each.remedy()));
      }
    }
    return out.toString();
  }

  private static Check capabilities(Capabilities capabilities) {
    Capability[] wanted = {
      Capability.CAP_BPF,
      Capability.CAP_PERFMON,
      Capability.CAP_DAC_READ_SEARCH,
      Capability.CAP_SYS_PTRACE
    };
    List<Capability> missing = capabilities.missing(wanted);
    if (missing.isEmpty()) {
      return Check.ok("capabilities", "all that tracing needs");
    }
    Capabilities.Denial denial = capabilities.explain(wanted);
    boolean canLoad = capabilities.missing(Capability.CAP_BPF, Capability.CAP_PERFMON).isEmpty();
    return canLoad
        ? Check.limited("capabilities", denial.why(), denial.fix())
        : Check.missing("capabilities", denial.why(), denial.fix());
  }

  private static Check confinement(Capabilities capabilities) {
    List<String> found = capabilities.confinement();
    return found.isEmpty()
        ? Check.ok("confinement", "no container, user namespace or seccomp filter is seen")
        : Check.limited(
            "confinement",
            "this process is in "
                + String.join(", ", found)
                + "; it may see fewer processes and be"
                + " refused calls",
            "see the lines below for what works");
  }

  private static Check lockdown(Capabilities capabilities) {
    String mode = capabilities.lockdown();
    return switch (mode) {
      case "confidentiality" ->
          Check.missing(
              "lockdown",
              "the kernel is locked down for confidentiality: programs may not read its memory",
              "boot with lockdown=none or without Secure Boot");
      case "integrity" -> Check.ok("lockdown", "integrity: tracing may read, not write");
      default -> Check.ok("lockdown", "none");
    };
  }

  private static Check unprivileged() {
    String value = SystemFile.text("/proc/sys/kernel/unprivileged_bpf_disabled");
    return value.equals("0")
        ? Check.limited(
            "unprivileged bpf",
            "any user may load programs (kernel.unprivileged_bpf_disabled=0)",
            "not needed for tracing: sysctl kernel.unprivileged_bpf_disabled=2")
        : Check.ok("unprivileged bpf", "off, as it should be; tracing has capabilities");
  }

  private static Check libbcc() {
    if (!LibBcc.available()) {
      return Check.missing(
          "libbcc",
          "not found, or older than 0.26; recordings and charts work without it",
          "apt-get install libbpfcc (Debian, Ubuntu), dnf install bcc (Fedora)");
    }
    // The library has no function that tells its version; its file's name does.
    String file =
        MemoryMap.read((int) ProcessHandle.current().pid()).entries().stream()
            .map(MemoryMap.Entry::path)
            .filter(path -> path.contains("/libbcc.so"))
            .findFirst()
            .orElse("loaded");
    return Check.ok("libbcc", file);
  }

  private static Check demangler() {
    return Demangler.available()
        ? Check.ok("C++ names", "demangled by libstdc++")
        : Check.limited("C++ names", "libstdc++.so.6 is not found", "apt-get install libstdc++6");
  }

  private static Check jupyter() {
    String folders = String.valueOf(System.getenv("PATH"));
    for (String folder : folders.split(":", -1)) {
      for (String program : List.of("jupyter-notebook", "jupyter-lab", "jupyter")) {
        if (Files.isExecutable(Path.of(folder, program))) {
          return Check.ok("Jupyter", Path.of(folder, program).toString());
        }
      }
    }
    return Check.limited(
        "Jupyter",
        "not on the PATH; the library works without it",
        "./tracebook notebook installs it");
  }

  private static Check fonts() {
    for (String folder : List.of("/usr/share/fonts", "/usr/local/share/fonts")) {
      try (var files = Files.walk(Path.of(folder), 4)) {
        if (files.anyMatch(each -> each.toString().matches(".*\\.(ttf|otf|ttc|pfb)"))) {
          return Check.ok("fonts", folder);
        }
      } catch (IOException e) {
        // No such folder: the next one may have some.
      }
    }
    return Check.limited(
        "fonts",
        "none installed; charts are SVG and do not need any here",
        "for PNG: fonts-dejavu");
  }

  private static Check btf() {
    return Files.isReadable(BtfIds.VMLINUX)
        ? Check.ok("kernel types (BTF)", BtfIds.VMLINUX.toString())
        : Check.missing(
            "kernel types (BTF)",
            BtfIds.VMLINUX + " is not there",
            "a kernel with CONFIG_DEBUG_INFO_BTF, or install the kernel's headers");
  }

  private static Check headers() {
    String release = SystemFile.text("/proc/sys/kernel/osrelease");
    Path build = HEADERS.resolve(release).resolve("build");
    String found = SystemFile.text(build.resolve("include/generated/utsrelease.h").toString());
    if (found.contains("\"" + release + "\"")) {
      return Check.ok("kernel headers", build.toString());
    }
    String why = found.isEmpty() ? "not installed" : build + " is of another kernel";
    if (Files.isReadable(Path.of("/sys/kernel/kheaders.tar.xz"))) {
      return Check.ok("kernel headers", "in the kernel itself (kheaders)");
    }
    return Files.isReadable(BtfIds.VMLINUX)
        ? Check.limited("kernel headers", why + "; not needed, types come from BTF", "")
        : Check.missing("kernel headers", why, "apt-get install linux-headers-" + release);
  }

  private static Check tracefs() {
    Path root = TraceFs.root();
    if (root != null) {
      try {
        return Check.ok("tracefs", root + ", " + Tracepoints.list("*:*").size() + " tracepoints");
      } catch (dev.tracebook.error.TraceException e) {
        return Check.missing("tracefs", e.what() + ": " + e.why(), e.fix());
      }
    }
    return TraceFs.isMounted()
        ? Check.missing(
            "tracefs",
            "mounted, but this process may not read it: it lacks CAP_DAC_READ_SEARCH",
            "start with ./tracebook notebook, or run as root")
        : Check.missing(
            "tracefs", "not mounted", "mount -t tracefs tracefs /sys/kernel/tracing (as root)");
  }

  private static Check kernelSymbols() {
    KernelSymbols symbols = KernelSymbols.read();
    return symbols.problem().isEmpty()
        ? Check.ok("kernel symbols", symbols.size() + " functions")
        : Check.limited(
            "kernel symbols", symbols.problem(), "sysctl kernel.kptr_restrict=0, or run as root");
  }

  private static Check jit() {
    return switch (SystemFile.text("/proc/sys/net/core/bpf_jit_enable")) {
      case "1", "2" -> Check.ok("BPF compiler (JIT)", "on");
      case "0" ->
          Check.limited(
              "BPF compiler (JIT)",
              "off: programs are interpreted, several times slower",
              "sysctl net.core.bpf_jit_enable=1");
      default -> Check.limited("BPF compiler (JIT)", "only root can see whether it is on", "");
    };
  }

  private static Check paranoid(Capabilities capabilities) {
    String value = SystemFile.text("/proc/sys/kernel/perf_event_paranoid");
    String why = "kernel.perf_event_paranoid=" + value;
    return capabilities.has(Capability.CAP_PERFMON) || value.equals("-1")
        ? Check.ok("perf_event_paranoid", why + ", does not bind this process")
        : Check.limited(
            "perf_event_paranoid",
            why + " binds this process: it lacks CAP_PERFMON",
            "start with ./tracebook notebook, or run as root");
  }
}
