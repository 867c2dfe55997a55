package dev.tracebook.bpf;

import dev.tracebook.error.CompileException;
import dev.tracebook.error.CompileException.Diagnostic;
import dev.tracebook.error.MapException;
import dev.tracebook.error.TraceException;
import dev.tracebook.headers.KernelHeaders;
import dev.tracebook.sys.Errno;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clang said of a program, as diagnostics at the user's own lines. */
final class CompilerLog {
  private static final Pattern DIAGNOSTIC =
      Pattern.compile(
          "^/virtual/main\\.c:(\\d+):(\\d+): (fatal error|error|warning|note): (.*)$",
          Pattern.MULTILINE);

  /** An error of the code generator, such as a stack that is too large. */
  private static final Pattern GENERATOR =
      Pattern.compile(
          "^error: (/virtual/main\\.c:\\d+:\\d+): in function (\\w+) [^:\n]*: (.*)$",
          Pattern.MULTILINE);

  /** What libbcc prints when the kernel refuses to make a map. */
  private static final Pattern MAP =
      Pattern.compile("could not open bpf map: (\\w+), error: ([^\n]+)");

  private static final int SHOWN = 5;

  private CompilerLog() {}

  static List<Diagnostic> diagnostics(String log) {
    return DIAGNOSTIC.matcher(log).results().map(CompilerLog::diagnostic).toList();
  }

  private static Diagnostic diagnostic(java.util.regex.MatchResult match) {
    return new Diagnostic(
        Integer.parseInt(match.group(1)),
        Integer.parseInt(match.group(2)),
        match.group(3),
        match.group(4));
  }

  /** True where all errors are behind the user's last line, in what was added there. */
  static boolean isOnlyBehind(ProgramText program, String log) {
    List<Diagnostic> errors =
        diagnostics(log).stream().filter(each -> each.severity().endsWith("error")).toList();
    return !errors.isEmpty() && errors.stream().allMatch(each -> each.line() > program.lines());
  }

  static TraceException failure(ProgramText program, String printed) {
    String log = GENERATOR.matcher(printed).replaceAll("$1: error: $3 (function $2)");
    Matcher map = MAP.matcher(log);
    if (map.find()) {
      return mapRefused(map.group(1), map.group(2), log);
    }
    List<String> lines = program.text().lines().toList();
    List<Diagnostic> all =
        diagnostics(log).stream()
            .map(
                each ->
                    new Diagnostic(
                        each.line(),
                        program.loss().userColumn(each.line(), each.column()),
                        each.severity(),
                        each.message()))
            .toList();
    StringBuilder why = new StringBuilder();
    all.stream()
        .filter(each -> each.severity().endsWith("error"))
        .limit(SHOWN)
        .forEach(
            each -> {
              why.append("line ").append(each.line()).append(", column ").append(each.column());
              why.append(": ").append(each.message()).append('\n');
              if (each.line() <= lines.size()) {
                why.append("    ").append(lines.get(each.line() - 1)).append('\n');
                why.append("    ").append(" ".repeat(Math.max(0, each.column() - 1))).append("^\n");
              }
            });
    if (why.length() == 0) {
      Matcher other = Pattern.compile("(?m)^.*error: .*$").matcher(log);
      why.append(other.find() ? other.group() : log.isBlank() ? "libbcc gave no reason" : log);
    }
    String names = KernelHeaders.explain(all.stream().map(Diagnostic::message).toList());
    if (!names.isEmpty()) {
      why.append(names);
    }
    return new CompileException(
        "the program does not compile",
        why.toString().stripTrailing(),
        "correct the first of these lines; log() of this error has the compiler's whole output",
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md",
        all,
        log);
  }

  private static TraceException mapRefused(String map, String errno, String log) {
    if (errno.contains("not permitted")) {
      return Refusals.of("the kernel does not let this process make the map " + map, Errno.EPERM);
    }
    return new MapException(
        "the kernel refuses the map " + map,
        errno,
        "check its sizes: a ring buffer has a power of two of pages, a hash at least one entry, and"
            + " all maps must fit the memory limit of this process's cgroup",
        log.lines().filter(line -> line.contains(map)).findFirst().orElse("man 2 bpf"));
  }
}
