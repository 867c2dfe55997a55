package dev.tracebook.host;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.AttachException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds processes by id, executable, command line or name. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");

  /** USER_HZ: what /proc counts times in. 100 on every architecture that Tracebook knows. */
  private static final long TICKS_PER_SECOND = 100;

  private Processes() {}

  /**
   * All processes, by pid.
   *
   * @return those that were there while the list was made
   */
  public static List<ProcessInfo> all() {
    List<ProcessInfo> out = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path each : entries) {
        find(Integer.parseInt(String.valueOf(each.getFileName()))).ifPresent(out::add);
      }
    } catch (IOException e) {
      throw new AttachException(
          "cannot list the processes", Reason.of(e), "mount /proc", "man 5 proc", e);
    }
    out.sort(Comparator.comparingInt(ProcessInfo::pid));
    return out;
  }

  /**
   * A process by its id.
   *
   * @param pid the process
   * @return the process, or nothing if it is gone
   */
  public static Optional<ProcessInfo> find(int pid) {
    Path folder = PROC.resolve(String.valueOf(pid));
    try {
      return Optional.of(read(pid, folder));
    } catch (IOException e) {
      // It ended in the middle of the reads, or never was.
      return Optional.empty();
    }
  }

  /**
   * A process by its id, which must be there.
   *
   * @param pid the process
   * @return the process
   * @throws ArgumentException if there is no such process; says so too if the id is that of a
   *     thread
   */
  public static ProcessInfo get(int pid) {
    ProcessInfo found = find(pid).orElseThrow(() -> gone(pid));
    int process = threadGroup(pid);
    if (process != pid) {
      throw new ArgumentException(
          pid + " is a thread, not a process",
          "it belongs to the process " + process,
          "use " + process,
          "cat /proc/" + pid + "/status");
    }
    return found;
  }

  /**
   * Processes by their executable: a path, or the last part of one. Unlike the comm, a program
   * cannot change it.
   *
   * @param pathOrName such as {@code /usr/sbin/mariadbd} or {@code mariadbd}; a pattern may be used
   * @return the processes by pid; empty if there is none
   */
  public static List<ProcessInfo> byExecutable(String pathOrName) {
    Predicate<String> matches = Glob.of(pathOrName);
    boolean path = pathOrName.indexOf('/') >= 0;
    return where(
        each -> {
          String file = MemoryMap.withoutDeleted(each.executable());
          return !file.isEmpty()
              && matches.test(path ? file : file.substring(file.lastIndexOf('/') + 1));
        });
  }

  /**
   * Processes by a regular expression that is found anywhere in the command line, as {@code pgrep
   * -f} does; this process itself is left out.
   *
   * @param regex the expression
   * @return the processes by pid; empty if there is none
   * @throws ArgumentException if it is no regular expression
   */
  public static List<ProcessInfo> byCommandLine(String regex) {
    try {
      Pattern pattern = Pattern.compile(regex);
      int self = (int) ProcessHandle.current().pid();
      return where(each -> each.pid() != self && pattern.matcher(each.commandLine()).find());
    } catch (PatternSyntaxException e) {
      throw new ArgumentException(
          "not a regular expression: " + regex,
          e.getDescription() + " at character " + e.getIndex(),
          "quote the character with \\\\",
          "java.util.regex.Pattern");
    }
  }

  /**
   * Processes by comm, exactly or by a pattern.
   *
   * @param comm such as {@code bash} or {@code kworker*}
   * @return the processes by pid; empty if there is none
   */
  public static List<ProcessInfo> byComm(String comm) {
    Predicate<String> matches = Glob.of(comm);
    return where(each -> matches.test(each.comm()));
  }

  /**
   * The one process that a user means: a pid, an executable's path or name, a comm, or a part of a
   * command line, tried in this order.
   *
   * @param text what the user typed
   * @return the process
   * @throws UnknownNameException if there is none; names the nearest
   * @throws ArgumentException if there are several; lists them
   */
  public static ProcessInfo one(String text) {
    if (text.matches("[0-9]{1,9}")) {
      return get(Integer.parseInt(text));
    }
    List<ProcessInfo> found = byExecutable(text);
    if (found.isEmpty()) {
      found = byComm(text);
    }
    if (found.isEmpty()) {
      found = byCommandLine(Pattern.quote(text));
    }
    if (found.isEmpty()) {
      throw new UnknownNameException(
          "there is no process " + text,
          "no executable, name or command line matches it",
          Nearest.hint(text, all().stream().map(Processes::shortName).toList()),
          "pgrep -fl .");
    }
    if (found.size() > 1) {
      throw new ArgumentException(
          found.size() + " processes match " + text,
          String.join("\n", found.stream().limit(10).map(Processes::line).toList())
              + (found.size() > 10 ? "\n..." : ""),
          "give a pid",
          "pgrep -fl " + text);
    }
    return found.get(0);
  }

  private static String shortName(ProcessInfo process) {
    String file = process.executable();
    return file.isEmpty() ? process.comm() : file.substring(file.lastIndexOf('/') + 1);
  }

  private static String line(ProcessInfo process) {
    String command = process.commandLine();
    return process.pid() + " " + (command.length() > 60 ? command.substring(0, 60) : command);
  }

  private static List<ProcessInfo> where(Predicate<ProcessInfo> test) {
    return all().stream().filter(test).toList();
  }

  /**
   * When a process started, in clock ticks since boot.
   *
   * @param pid the process
   * @return the ticks; -1 if the process is gone
   */
  public static long startTicks(int pid) {
    try {
      return new Stat(pid).number(STARTTIME);
    } catch (IOException e) {
      return -1;
    }
  }

  // Positions in /proc/PID/stat after the comm, which is in parentheses; see man 5 proc.
  private static final int PPID = 4;
  private static final int NUM_THREADS = 20;
  private static final int STARTTIME = 22;

  /** /proc/PID/stat: a comm may hold blanks and parentheses, so fields count from the last one. */
  private static final class Stat {
    private final String comm;
    private final String[] fields;

    Stat(int pid) throws IOException {
      String text = read(PROC.resolve(String.valueOf(pid)).resolve("stat"));
      int close = text.lastIndexOf(')');
      if (close < 0) {
        throw new IOException("no stat of " + pid);
      }
      comm = text.substring(text.indexOf('(') + 1, close);
      fields = text.substring(close + 2).strip().split(" ", -1);
    }

    long number(int field) {
      return Long.parseLong(fields[field - 3]);
    }
  }

  private static ProcessInfo read(int pid, Path folder) throws IOException {
    Stat stat = new Stat(pid);
    String line = read(folder.resolve("cmdline"));
    List<String> arguments =
        line.isEmpty() ? List.of() : List.of(line.replaceFirst("\0+$", "").split("\0", -1));
    long ticks = stat.number(STARTTIME);
    return new ProcessInfo(
        pid,
        (int) stat.number(PPID),
        stat.comm,
        executable(folder),
        arguments,
        (Integer) Files.getAttribute(folder, "unix:uid"),
        (int) stat.number(NUM_THREADS),
        ticks,
        Instant.ofEpochSecond(bootSeconds()).plusMillis(ticks * 1000 / TICKS_PER_SECOND));
  }

  private static String executable(Path folder) {
    try {
      return Files.readSymbolicLink(folder.resolve("exe")).toString();
    } catch (IOException e) {
      // A kernel thread has none; another user's needs CAP_SYS_PTRACE.
      return "";
    }
  }

  private static int threadGroup(int pid) {
    return (int) status(pid, "Tgid:", pid);
  }

  private static long status(int pid, String label, long otherwise) {
    try {
      return read(PROC.resolve(String.valueOf(pid)).resolve("status"))
          .lines()
          .filter(line -> line.startsWith(label))
          .map(line -> line.substring(label.length()).strip().split("\\s+", -1))
          .map(values -> Long.parseLong(values[values.length - 1]))
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }

  /**
   * The pid that a process has in its own pid namespace, as it names its own files.
   *
   * @param pid the process, as this process sees it
   * @return the innermost pid; the same outside of containers, and for a process that is gone
   */
  public static int innermostPid(int pid) {
    return (int) status(pid, "NSpid:", pid);
  }

  private static long bootSeconds() throws IOException {
    for (String line : Files.readAllLines(PROC.resolve("stat"))) {
      if (line.startsWith("btime ")) {
        return Long.parseLong(line.substring(6).strip());
      }
    }
    throw new IOException("/proc/stat has no btime");
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static ArgumentException gone(int pid) {
    return new ArgumentException(
        "there is no process " + pid,
        "it has ended, or the pid is from another pid namespace",
        "list the processes: Processes.all(), or ps -e",
        "man 5 proc");
  }

  /** The error for a process whose files under /proc cannot be read. */
  static TraceException notReadable(int pid, String what, IOException e) {
    if (startTicks(pid) < 0) {
      return gone(pid);
    }
    if (e instanceof AccessDeniedException) {
      return new PrivilegeException(
          "cannot read " + what + " of the process " + pid,
          "it belongs to another user, and this process lacks CAP_SYS_PTRACE",
          "start the notebook with ./tracebook notebook, or run as root",
          "man 2 ptrace, section Ptrace access mode checking",
          e);
    }
    return new AttachException(
        "cannot read " + what + " of the process " + pid,
        Reason.of(e),
        "a kernel thread has none; give the pid of a program",
        "man 5 proc",
        e);
  }
}
