package dev.tracebook.kernel.jshell;

import dev.tracebook.error.TraceException;
import dev.tracebook.kernel.CellException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.PersistentSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;
import org.jspecify.annotations.Nullable;

/** Says what went wrong in terms of cells: the cell's line, the source, no frames of the kernel. */
final class Faults {
  private static final Pattern WRAPPER = Pattern.compile("REPL\\.\\$JShell\\$\\w+[.$]?");
  private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");
  private static final String BODY = "do_it$";

  private record Origin(Source cell, int firstLine) {}

  private final Map<String, Origin> origins = new HashMap<>();

  /** Remembers where a snippet stands, for the stack traces that will name it. */
  void place(Snippet snippet, Source cell, int offset) {
    origins.put(snippet.id(), new Origin(cell, cell.line(offset)));
  }

  static CellException syntax(Source cell, int offset, String message) {
    return compile(List.of(told(cell, offset, message)));
  }

  static CellException rejected(JShell shell, SnippetEvent event, Source cell, int offset) {
    List<String> errors =
        shell
            .diagnostics(event.snippet())
            .filter(Diag::isError)
            .map(
                each ->
                    told(
                        cell,
                        offset + (int) Math.max(0, each.getPosition()),
                        each.getMessage(Locale.ROOT)))
            .toList();
    return compile(errors);
  }

  private static CellException compile(List<String> errors) {
    List<String> lines = new ArrayList<>();
    errors.forEach(each -> each.lines().forEach(lines::add));
    String first = lines.isEmpty() ? "does not compile" : lines.get(0);
    return new CellException("CompilationError", first, lines);
  }

  private static String told(Source cell, int offset, String message) {
    List<String> lines = WRAPPER.matcher(message).replaceAll("").lines().toList();
    StringBuilder text = new StringBuilder();
    text.append(cell.place(cell.line(offset))).append(": ").append(lines.get(0));
    text.append('\n').append(cell.pointer(offset));
    // The class that JShell wraps a snippet in is no place that its author knows.
    lines.stream()
        .skip(1)
        .filter(each -> !each.strip().equals("location: class"))
        .forEach(each -> text.append("\n  ").append(each.strip()));
    return text.toString();
  }

  CellException thrown(JShell shell, JShellException exception, @Nullable Throwable original) {
    if (original instanceof CellInterrupted) {
      return new CellException("Interrupted", String.valueOf(original.getMessage()));
    }
    if (original instanceof InterruptedException) {
      return new CellException("Interrupted", "the cell was interrupted");
    }
    if (original instanceof CellException already) {
      return already;
    }
    if (original instanceof TraceException told) {
      List<String> lines = new ArrayList<>(String.valueOf(told.getMessage()).lines().toList());
      lines.addAll(framesOfCells(exception));
      return new CellException(told.getClass().getSimpleName(), told.what(), lines);
    }
    if (exception instanceof UnresolvedReferenceException unresolved) {
      return unresolved(shell, unresolved);
    }
    List<String> lines = new ArrayList<>();
    tell(exception, "", lines);
    String kind = exception instanceof EvalException thrown ? name(thrown) : "Exception";
    return new CellException(kind, String.valueOf(exception.getMessage()), lines);
  }

  private CellException unresolved(JShell shell, UnresolvedReferenceException exception) {
    String missing =
        String.join(", ", shell.unresolvedDependencies(exception.getSnippet()).toList());
    String message =
        "%s cannot run until %s is declared"
            .formatted(shownName(exception.getSnippet()), missing.isEmpty() ? "all" : missing);
    List<String> lines = new ArrayList<>();
    lines.add(message);
    lines.addAll(framesOfCells(exception));
    return new CellException("UnresolvedReference", message, lines);
  }

  /** Names a declaration as a sentence does: "method f", "class A". */
  static String shownName(Snippet snippet) {
    return snippet instanceof PersistentSnippet named
        ? snippet
                .kind()
                .name()
                .toLowerCase(Locale.ROOT)
                .replace("_decl", "")
                .replace("type", "class")
            + " "
            + named.name()
        : "this";
  }

  private List<String> framesOfCells(JShellException exception) {
    List<String> lines = new ArrayList<>();
    for (StackTraceElement each : exception.getStackTrace()) {
      String place = placeInCell(each);
      if (place != null) {
        lines.add("    at " + place);
      }
    }
    return lines;
  }

  private void tell(Throwable exception, String before, List<String> lines) {
    String kind =
        exception instanceof EvalException thrown
            ? thrown.getExceptionClassName()
            : exception.getClass().getName();
    String message = exception.getMessage();
    // JShell's exceptions carry text: a message that was not there is the text "null".
    boolean silent = message == null || message.equals("null");
    String head = before + WRAPPER.matcher(kind).replaceAll("") + (silent ? "" : ": " + message);
    lines.addAll(head.lines().toList());
    for (StackTraceElement each : exception.getStackTrace()) {
      String place = placeInCell(each);
      lines.add("    at " + (place == null ? each : place));
      if (place != null && isBody(each)) {
        break;
      }
    }
    Throwable cause = exception.getCause();
    if (cause != null && cause != exception) {
      tell(cause, "caused by ", lines);
    }
  }

  private static boolean isBody(StackTraceElement frame) {
    return frame.getMethodName().isEmpty() || frame.getMethodName().equals(BODY);
  }

  private @Nullable String placeInCell(StackTraceElement frame) {
    String file = frame.getFileName();
    if (file == null || !file.startsWith("#")) {
      return null;
    }
    Origin origin = origins.get(file.substring(1));
    if (origin == null) {
      return null;
    }
    String place = origin.cell().place(origin.firstLine() + frame.getLineNumber() - 1);
    Matcher lambda = LAMBDA.matcher(frame.getMethodName());
    String method =
        lambda.matches() ? lambda.group(1).replace("do_it$", "") : frame.getMethodName();
    String type = WRAPPER.matcher(frame.getClassName()).replaceAll("");
    String name = type.isEmpty() || type.equals(method) ? method : type + "." + method;
    return isBody(frame) || name.isEmpty() ? place : name + " (" + place + ")";
  }

  private static String name(EvalException thrown) {
    return WRAPPER.matcher(thrown.getExceptionClassName()).replaceAll("");
  }
}
