package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.Binaries;
import dev.tracebook.host.Binary;
import dev.tracebook.host.FunctionSymbol;
import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.Processes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A database server as the user named it: its kind, its binary, and the processes that are meant.
 *
 * @param engine its kind
 * @param binary its executable, which probes are attached to: connections and servers that come
 *     later are seen too
 * @param pids the only processes to trace; empty for all of the binary
 */
record Database(DatabaseEngine engine, Binary binary, List<Integer> pids) {
  private static final String SEE = "dev.tracebook.tools.Tools.dbslower";

  /** Finds the server: an engine's name, a pid, or a path. */
  static Database find(String server) {
    if (server.matches("[0-9]{1,9}")) {
      int pid = Processes.get(Integer.parseInt(server)).pid();
      return of(Binaries.ofProcess(pid), List.of(pid));
    }
    if (server.indexOf('/') >= 0) {
      return of(Binaries.open(server), List.of());
    }
    DatabaseEngine engine =
        DatabaseEngine.named(server)
            .orElseThrow(
                () ->
                    new UnknownNameException(
                        "\"" + server + "\" is no database server that is known",
                        Nearest.hint(server, DatabaseEngine.allNames()),
                        "name one of "
                            + DatabaseEngine.allNames()
                            + ", or give a server's pid or the path of its binary",
                        SEE));
    return running(server, engine);
  }

  private static Database of(Binary binary, List<Integer> pids) {
    Optional<DatabaseEngine> engine = DatabaseEngine.of(binary);
    return new Database(
        engine.orElseThrow(
            () ->
                new ArgumentException(
                    binary + " is no database server that is known",
                    "it has neither PostgreSQL's USDT probes nor a function dispatch_command",
                    "give the pid or the binary of a MySQL, MariaDB or PostgreSQL server",
                    SEE)),
        binary,
        pids);
  }

  private static Database running(String name, DatabaseEngine engine) {
    Map<String, List<ProcessInfo>> byBinary = new LinkedHashMap<>();
    for (ProcessInfo each : processes(engine)) {
      pathOf(each)
          .ifPresent(path -> byBinary.computeIfAbsent(path, key -> new ArrayList<>()).add(each));
    }
    return new Database(engine, onlyOne(name, engine, byBinary), List.of());
  }

  /** The one binary that servers run of; else an error says what there is. */
  static Binary onlyOne(
      String name, DatabaseEngine engine, Map<String, List<ProcessInfo>> byBinary) {
    if (byBinary.isEmpty()) {
      throw notRunning(name, engine);
    }
    if (byBinary.size() > 1) {
      throw new ArgumentException(
          byBinary.size() + " different binaries of " + engine.title() + " run",
          byBinary.entrySet().stream()
              .map(each -> each.getKey() + ": " + pidsOf(each.getValue()))
              .collect(Collectors.joining("\n")),
          "give a pid or one of these paths instead of \"" + name + "\"",
          "pgrep -fl " + name);
    }
    return byBinary.values().iterator().next().stream()
        .flatMap(each -> binaryOf(each).stream())
        .findFirst()
        .orElseThrow(() -> notRunning(name, engine));
  }

  private static UnknownNameException notRunning(String name, DatabaseEngine engine) {
    return new UnknownNameException(
        "no " + engine.title() + " server runs",
        "there is no process whose executable is named "
            + String.join(" or ", engine.executables()),
        "start it; or give its pid, or the path of its binary, which may also be started later:"
            + " (\"/usr/sbin/"
            + engine.executables().get(0)
            + "\")",
        "pgrep -fl " + name);
  }

  private static List<ProcessInfo> processes(DatabaseEngine engine) {
    return engine.executables().stream()
        .flatMap(each -> Processes.byExecutable(each).stream())
        .toList();
  }

  /** Its binary; nothing of a process that has ended, as connections do at any time. */
  private static Optional<Binary> binaryOf(ProcessInfo process) {
    try {
      return Optional.of(Binaries.ofProcess(process.pid()));
    } catch (PrivilegeException e) {
      throw e;
    } catch (TraceException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> pathOf(ProcessInfo process) {
    return binaryOf(process).map(each -> each.path().toString());
  }

  private static String pidsOf(List<ProcessInfo> processes) {
    return processes.stream()
        .limit(10)
        .map(each -> "pid " + each.pid())
        .collect(Collectors.joining(", ", "", processes.size() > 10 ? ", ..." : ""));
  }

  /** Attaches the program's functions, for the processes and commands that are meant. */
  ModuleBuilder attach(ModuleBuilder program, List<Integer> onlyPids, List<String> excluded) {
    List<Integer> wanted = onlyPids.isEmpty() ? pids : onlyPids;
    // A PostgreSQL server's connections are child processes of it.
    PidTest.define(program, wanted);
    if (!excluded.isEmpty()) {
      program.define(
          "DB_EXCLUDED", anyOf(excluded.stream().map(this::number).toList(), "command==%d"));
    }
    return engine == DatabaseEngine.MYSQL ? attachMysql(program) : attachPostgres(program);
  }

  private static String anyOf(List<Integer> numbers, String test) {
    return numbers.stream()
        .map(each -> test.formatted(each))
        .collect(Collectors.joining("||", "(", ")"));
  }

  private int number(String command) {
    return engine.commands().entrySet().stream()
        .filter(each -> each.getValue().equalsIgnoreCase(command))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownNameException(
                    engine.title() + " has no command \"" + command + "\"",
                    Nearest.hint(command, engine.commands().values()),
                    "name one of " + String.join(", ", engine.commands().values()),
                    SEE));
  }

  private ModuleBuilder attachMysql(ModuleBuilder program) {
    String path = binary.path().toString();
    // Its mangled name is another in each version.
    FunctionSymbol dispatch = binary.find("dispatch_command").get(0);
    if (dispatch.demangled().startsWith("dispatch_command(THD")) {
      program.define("DB_MYSQL_COM_DATA", 1);
    }
    boolean logs =
        binary.functions().stream()
            .anyMatch(each -> each.demangled().startsWith("general_log_write(THD"));
    if (logs) {
      program.attach("on_log", Probe.uprobe(path, "general_log_write"));
    }
    return program
        .attach("on_command_done", Probe.uretprobe(path, dispatch.name()))
        .attach("on_command", Probe.uprobe(path, dispatch.name()));
  }

  private ModuleBuilder attachPostgres(ModuleBuilder program) {
    Map<String, String> functions = new LinkedHashMap<>();
    functions.put("on_query_done", "query__done");
    functions.put("on_execute_done", "query__execute__done");
    functions.put("on_query", "query__start");
    functions.put("on_execute", "query__execute__start");
    functions.put("on_status", "statement__status");
    functions.forEach(
        (function, probe) ->
            program.attach(function, Probe.usdt(binary.path().toString(), "postgresql", probe)));
    return program;
  }

  /** The server processes that run now: for PostgreSQL the first of each tree. */
  List<Integer> servers() {
    String path = binary.path().toString();
    List<ProcessInfo> all =
        processes(engine).stream()
            .filter(each -> pathOf(each).filter(path::equals).isPresent())
            .toList();
    List<Integer> ids = all.stream().map(ProcessInfo::pid).toList();
    return all.stream().filter(each -> !ids.contains(each.parent())).map(ProcessInfo::pid).toList();
  }
}
