package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.Binaries;
import dev.tracebook.host.Binary;
import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.Processes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Python processes as the user named them.
 *
 * @param binary the executable or library that has CPython's USDT probes
 * @param pids the processes; their children are meant too; empty for all of the binary
 */
record Python(Binary binary, List<Integer> pids) {
  private static final String PROVIDER = "python";
  private static final String SEE = "https://docs.python.org/3/howto/instrumentation.html";

  /** A function of CPython that no usual program calls. */
  private static final String UNUSED = "Py_FrozenMain";

  /**
   * Finds processes by a pid; by the executable, the comm, or a part of the command line, which is
   * how {@code neutron-server} is found. All that match are meant.
   */
  static Python find(String what) {
    if (what.matches("[0-9]{1,9}")) {
      int pid = Processes.get(Integer.parseInt(what)).pid();
      return new Python(probes(pid).orElseThrow(() -> withoutProbes(pid)), List.of(pid));
    }
    List<Predicate<ProcessInfo>> ways = new ArrayList<>();
    ways.add(each -> fileName(each).equals(what) || each.executable().equals(what));
    ways.add(each -> each.comm().equals(what));
    ways.add(each -> each.commandLine().contains(what));
    for (Predicate<ProcessInfo> way : ways) {
      Map<ProcessInfo, Binary> found = pythons(way);
      if (!found.isEmpty()) {
        return new Python(
            onlyOne(what, found), found.keySet().stream().map(ProcessInfo::pid).toList());
      }
    }
    throw new UnknownNameException(
        "there is no Python process " + what,
        "no executable, name or command line of a process with CPython's probes matches it",
        Nearest.hint(what, pythons(each -> true).keySet().stream().map(Python::script).toList())
            + "; or give a pid",
        "pgrep -fl python");
  }

  /** All processes of the one python that runs. */
  static Python all() {
    Map<ProcessInfo, Binary> found = pythons(each -> true);
    if (found.isEmpty()) {
      throw new UnknownNameException(
          "no Python process runs that can be traced",
          "no process has an executable or library with CPython's USDT probes",
          "start one whose python has them, as Debian's /usr/bin/python3 does",
          SEE);
    }
    return new Python(onlyOne("python", found), List.of());
  }

  private static Binary onlyOne(String what, Map<ProcessInfo, Binary> found) {
    Map<String, List<String>> byBinary =
        found.entrySet().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.getValue().path().toString(),
                    LinkedHashMap::new,
                    Collectors.mapping(
                        each -> each.getKey().pid() + " " + script(each.getKey()),
                        Collectors.toList())));
    if (byBinary.size() > 1) {
      throw new ArgumentException(
          what + " means processes of " + byBinary.size() + " different pythons",
          byBinary.entrySet().stream()
              .map(each -> each.getKey() + ": " + String.join(", ", each.getValue()))
              .collect(Collectors.joining("\n")),
          "give a pid, or more of the command line",
          "pgrep -fl python");
    }
    return found.values().iterator().next();
  }

  private static Map<ProcessInfo, Binary> pythons(Predicate<ProcessInfo> test) {
    int self = (int) ProcessHandle.current().pid();
    Map<String, Optional<Binary>> known = new LinkedHashMap<>();
    Map<ProcessInfo, Binary> found = new LinkedHashMap<>();
    for (ProcessInfo each : Processes.all()) {
      // What is no python by its name may have one as a library, but not worth a look at each.
      if (each.pid() != self && fileName(each).contains("python") && test.test(each)) {
        known
            .computeIfAbsent(each.executable(), key -> probes(each.pid()))
            .ifPresent(binary -> found.put(each, binary));
      }
    }
    return found;
  }

  private static String fileName(ProcessInfo process) {
    String file = process.executable();
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** The program that a python process runs. */
  private static String script(ProcessInfo process) {
    return process.arguments().stream()
        .skip(1)
        .filter(each -> !each.startsWith("-"))
        .findFirst()
        .orElse(fileName(process));
  }

  private static Optional<Binary> probes(int pid) {
    Predicate<Binary> traced =
        each -> each.usdtProbes().stream().anyMatch(p -> p.provider().equals(PROVIDER));
    Binary executable = Binaries.ofProcess(pid);
    if (traced.test(executable)) {
      return Optional.of(executable);
    }
    return Binaries.mappedBy(pid).stream()
        .filter(each -> String.valueOf(each.path().getFileName()).startsWith("libpython"))
        .filter(traced)
        .findFirst();
  }

  private static UnsupportedException withoutProbes(int pid) {
    return new UnsupportedException(
        "the process " + pid + " has no probes of CPython",
        "neither " + Binaries.ofProcess(pid) + " nor a libpython of it has USDT probes of python",
        "give a process of a python built with --with-dtrace, as Debian's /usr/bin/python3 is",
        SEE);
  }

  Probe.Usdt probe(String name) {
    return Probe.usdt(binary.path().toString(), PROVIDER, name);
  }

  ModuleBuilder attach(ModuleBuilder program, Map<String, String> functions) {
    PidTest.define(program, pids);
    functions.forEach((function, name) -> program.attach(function, probe(name)));
    return program;
  }

  /** Makes CPython 3.11 fire function-entry; see bpf/pythoncalls.c. */
  ModuleBuilder raiseLine(ModuleBuilder program) {
    return program.attach("on_line_raised", probe("line").raisedAt(UNUSED));
  }

  /** Which processes are meant, as far as there are several. */
  List<String> notes() {
    if (pids.size() < 2) {
      return List.of();
    }
    return List.of(
        "processes " + pids.stream().map(String::valueOf).collect(Collectors.joining(" ")));
  }

  static Options process(String what) {
    return Options.NONE.text("process", what);
  }

  static Options resolved(Options options) {
    return options.with("python", options.has("process") ? find(options.text("process")) : all());
  }

  static Python of(Options resolved) {
    return resolved.get("python", Python.class);
  }
}
