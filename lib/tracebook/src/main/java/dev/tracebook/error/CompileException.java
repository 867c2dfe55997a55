package dev.tracebook.error;

import java.util.List;

/** BCC C did not compile; the diagnostics point at the lines of the user's own text. */
public final class CompileException extends TraceException {

  private static final long serialVersionUID = 1L;

  /**
   * One line of the compiler's report.
   *
   * @param line line in the user's text, from 1; 0 if it is not in that text
   * @param column column in that line, from 1; 0 if unknown
   * @param severity {@code error}, {@code warning} or {@code note}
   * @param message the compiler's words
   */
  public record Diagnostic(int line, int column, String severity, String message) {}

  private final transient List<Diagnostic> diagnostics;
  private final String log;

  /**
   * A failed compile.
   *
   * @param what the program that failed
   * @param why the first diagnostics with the user's lines
   * @param fix what to change
   * @param see where to read more
   * @param diagnostics every diagnostic
   * @param log the compiler's whole output
   */
  public CompileException(
      String what, String why, String fix, String see, List<Diagnostic> diagnostics, String log) {
    super(what, why, fix, see, null);
    this.diagnostics = List.copyOf(diagnostics);
    this.log = log;
  }

  /**
   * Every diagnostic, in the compiler's order.
   *
   * @return the diagnostics
   */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /**
   * The compiler's whole output.
   *
   * @return the text as libbcc wrote it
   */
  public String log() {
    return log;
  }
}
