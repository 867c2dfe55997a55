package dev.tracebook.bpf;

import dev.tracebook.error.CompileException;
import dev.tracebook.error.CompileException.Diagnostic;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clang said of a program, as diagnostics at the user's own lines. */
final class CompilerLog {
  private static final Pattern DIAGNOSTIC =
      Pattern.compile(
          "^/virtual/main\\.c:(\\d+):(\\d+): (fatal error|error|warning|note): (.*)$",
          Pattern.MULTILINE);
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

  static CompileException failure(String program, String log) {
    List<String> lines = program.lines().toList();
    List<Diagnostic> all = diagnostics(log);
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
    return new CompileException(
        "the program does not compile",
        why.toString().stripTrailing(),
        "correct the first of these lines; log() of this error has the compiler's whole output",
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md",
        all,
        log);
  }
}
