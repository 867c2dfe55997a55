package dev.tracebook.kernel;

import java.io.File;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.jspecify.annotations.Nullable;

/** JShell, a cell at a time. */
final class Cells implements AutoCloseable {
  private static final List<String> IMPORTS =
      List.of(
          "import dev.tracebook.*;",
          "import static dev.tracebook.Tracebook.*;",
          "import static dev.tracebook.kernel.Results.display;",
          "import tech.tablesaw.api.*;",
          "import java.time.*;",
          "import java.util.*;",
          "import java.util.function.*;",
          "import java.util.stream.*;",
          "import java.nio.file.*;");
  private static final String EXECUTION_GROUP = "JShell process local execution";
  private static final long GRACE_MILLIS = 1000;

  private final JShell shell;
  private volatile boolean evaluating;

  Cells() {
    String path = System.getProperty("java.class.path", "");
    shell =
        JShell.builder()
            .executionEngine(new LocalExecutionControlProvider(), Map.of())
            .compilerOptions("--class-path", path, "-Xlint:-options")
            .build();
    for (String each : path.split(Pattern.quote(File.pathSeparator), -1)) {
      shell.addToClasspath(each);
    }
    IMPORTS.forEach(shell::eval);
  }

  void addToClasspath(String path) {
    shell.addToClasspath(path);
  }

  /** Runs all snippets of a cell; returns the value of the last one if it is an expression. */
  @Nullable Object run(String cell) {
    String rest = cell;
    String lastName = null;
    evaluating = true;
    try {
      while (!rest.isBlank()) {
        CompletionInfo info = analysis().analyzeCompletion(rest);
        String source = info.completeness() == Completeness.UNKNOWN ? rest : info.source();
        if (!info.completeness().isComplete() && info.completeness() != Completeness.UNKNOWN) {
          throw new CellException("line " + line(cell, rest, 0) + ": the cell ends in the middle");
        }
        lastName = null;
        for (SnippetEvent event : shell.eval(source)) {
          lastName = check(event, cell, rest) ? nameOf(event.snippet(), source) : lastName;
        }
        rest = info.completeness() == Completeness.UNKNOWN ? "" : info.remaining();
      }
      return lastName == null ? null : value(lastName);
    } finally {
      evaluating = false;
    }
  }

  private @Nullable Object value(String name) {
    shell.eval("dev.tracebook.kernel.Results.put(" + name + ");");
    return Results.take();
  }

  /** Returns the variable that holds an expression's value; a declaration shows nothing. */
  private static @Nullable String nameOf(Snippet snippet, String source) {
    return switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND -> ((VarSnippet) snippet).name();
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND ->
          source.strip().replaceAll(";$", "").matches("[\\w$]+")
              ? source.strip().replaceAll(";$", "")
              : null;
      default -> null;
    };
  }

  private boolean check(SnippetEvent event, String cell, String rest) {
    if (event.exception() != null) {
      throw new CellException(told(event.exception()));
    }
    if (event.status() == Snippet.Status.REJECTED) {
      String errors =
          shell
              .diagnostics(event.snippet())
              .filter(Diag::isError)
              .map(
                  diag ->
                      "line "
                          + line(cell, rest, (int) diag.getPosition())
                          + ": "
                          + diag.getMessage(Locale.ROOT))
              .collect(Collectors.joining("\n"));
      throw new CellException(errors);
    }
    return event.causeSnippet() == null;
  }

  private static int line(String cell, String rest, int offset) {
    int at = Math.min(cell.length(), cell.length() - rest.length() + Math.max(0, offset));
    // Blank lines before a snippet are no place for an error.
    while (offset == 0 && at < cell.length() && Character.isWhitespace(cell.charAt(at))) {
      at++;
    }
    return 1 + (int) cell.substring(0, at).chars().filter(c -> c == '\n').count();
  }

  private static String told(Throwable exception) {
    StringBuilder text = new StringBuilder();
    String kind =
        exception instanceof EvalException thrown
            ? thrown.getExceptionClassName()
            : exception.getClass().getName();
    text.append(kind).append(": ").append(exception.getMessage());
    for (StackTraceElement each : exception.getStackTrace()) {
      text.append("\n    at ").append(each);
    }
    Throwable cause = exception.getCause();
    return cause == null ? text.toString() : text + "\ncaused by " + told(cause);
  }

  /** Interrupts the cell, as ^C does; code that does not listen is stopped after a second. */
  void interrupt() {
    Thread[] threads = new Thread[Thread.activeCount() * 2 + 64];
    ThreadGroup root = Thread.currentThread().getThreadGroup();
    while (root.getParent() != null) {
      root = root.getParent();
    }
    int count = root.enumerate(threads, true);
    for (int i = 0; i < count; i++) {
      ThreadGroup group = threads[i].getThreadGroup();
      if (group != null && group.getName().equals(EXECUTION_GROUP)) {
        threads[i].interrupt();
      }
    }
    long end = System.nanoTime() + GRACE_MILLIS * 1_000_000;
    while (evaluating && System.nanoTime() < end) {
      Thread.onSpinWait();
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    if (evaluating) {
      shell.stop();
    }
  }

  private SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  Completeness completeness(String cell) {
    String rest = cell;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis().analyzeCompletion(rest);
      if (!info.completeness().isComplete()) {
        return info.completeness();
      }
      rest = info.remaining();
    }
    return Completeness.COMPLETE;
  }

  List<String> complete(String code, int cursor, int[] anchor) {
    return analysis().completionSuggestions(code, cursor, anchor).stream()
        .sorted(Comparator.comparing(each -> !each.matchesType()))
        .map(SourceCodeAnalysis.Suggestion::continuation)
        .distinct()
        .toList();
  }

  String document(String code, int cursor) {
    return analysis().documentation(code, cursor, true).stream()
        .map(each -> each.signature() + (each.javadoc() == null ? "" : "\n" + each.javadoc()))
        .collect(Collectors.joining("\n\n"));
  }

  @Override
  public void close() {
    shell.close();
  }
}
