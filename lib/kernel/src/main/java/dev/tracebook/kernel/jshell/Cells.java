package dev.tracebook.kernel.jshell;

import dev.tracebook.kernel.CellException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.VarSnippet;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JShell, a cell at a time.
 *
 * <p>A cell's value is that of its last snippet if that is an expression, with or without a
 * semicolon (JShell's habit: Java programmers type it anyway). Declarations, assignments and null
 * show nothing. Values are not kept as {@code $1}: a table of millions of rows lives as long as its
 * variable.
 */
public final class Cells implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cells.class);

  private final SnippetLoader loader = new SnippetLoader(Cells.class.getClassLoader());
  private final CellThread thread = new CellThread(loader);
  private final SnippetControl control = new SnippetControl(loader, thread);
  private final Faults faults = new Faults();
  private final CompletionIndex index = new CompletionIndex();
  private final JShell shell;
  private final Consumer<String> notes;

  /**
   * Starts JShell on the class path of this process.
   *
   * @param imports the statements that every notebook starts with
   * @param notes takes what a cell should tell its user besides its output
   */
  public Cells(List<String> imports, Consumer<String> notes) {
    this.notes = notes;
    shell =
        JShell.builder()
            .executionEngine(new Provider(control), Map.of())
            .compilerOptions("-Xlint:-options")
            .fileManager(CellFiles::new)
            .build();
    // Makes JShell set its class path, which is that of this process: from the start, the compiler
    // would read it by itself.
    shell.addToClasspath("");
    // One evaluation: each would take the compiler as long as a cell does.
    shell.eval(String.join("\n", imports));
  }

  /** Loads the classes that rewrite a cell's code, on a thread that has nothing else to do. */
  public static void prepare() {
    try (InputStream own = Cells.class.getResourceAsStream("Stop.class")) {
      if (own != null) {
        Checks.addTo(own.readAllBytes());
      }
    } catch (IOException e) {
      LOG.debug("the first cell loads them", e);
    }
  }

  private record Provider(ExecutionControl control) implements ExecutionControlProvider {
    @Override
    public String name() {
      return "tracebook";
    }

    @Override
    public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
      return control;
    }
  }

  /** Begins a cell: an interrupt from before is forgotten. */
  public void begin() {
    thread.begin();
  }

  /**
   * Runs all snippets of a cell, in their order. Nothing runs if the cell does not parse.
   *
   * @param number the cell's execution count, for errors
   * @param cell its text
   * @param magic runs a line that begins with %
   * @return the value of the last snippet if it is an expression
   */
  public @Nullable Object run(int number, String cell, Function<String, @Nullable Object> magic) {
    Source source = new Source(number, cell);
    List<Piece> pieces = Splitter.split(cell, shell.sourceCodeAnalysis());
    pieces.forEach(each -> requireParsed(each, source));
    Object value = null;
    Map<String, @Nullable Object> before = variables();
    Set<String> temporary = new HashSet<>();
    Set<DeclarationSnippet> unresolved = new HashSet<>();
    try {
      for (Piece each : pieces) {
        value =
            each.kind() == Piece.Kind.MAGIC
                ? magic.apply(each.source())
                : run(each, source, before, temporary, unresolved);
      }
      return value;
    } finally {
      unresolved.forEach(this::tellUnresolved);
      tellGone(before);
      control.forget(temporary);
    }
  }

  private static void requireParsed(Piece piece, Source source) {
    if (piece.kind() == Piece.Kind.UNFINISHED) {
      Syntax.Problem problem = Syntax.problem(piece.source());
      int offset = problem == null ? piece.source().length() : problem.offset();
      String message = problem == null ? "the cell ends in the middle" : problem.message();
      throw Faults.syntax(source, piece.offset() + offset, message);
    }
    Syntax.Problem problem =
        piece.kind() == Piece.Kind.BROKEN ? Syntax.problem(piece.source()) : null;
    if (problem != null) {
      throw Faults.syntax(source, piece.offset() + problem.offset(), problem.message());
    }
  }

  private @Nullable Object run(
      Piece piece,
      Source source,
      Map<String, @Nullable Object> before,
      Set<String> temporary,
      Set<DeclarationSnippet> unresolved) {
    control.takeValue();
    Object value = null;
    for (SnippetEvent event : shell.eval(piece.source())) {
      Snippet snippet = event.snippet();
      if (event.causeSnippet() != null) {
        tellReset(event, before);
        continue;
      }
      faults.place(snippet, source, piece.offset());
      if (event.status() == Status.REJECTED) {
        throw Faults.rejected(shell, event, source, piece.offset());
      }
      if (event.status() == Status.RECOVERABLE_DEFINED
          || event.status() == Status.RECOVERABLE_NOT_DEFINED) {
        unresolved.add((DeclarationSnippet) snippet);
      }
      value = shows(snippet) ? control.takeValue() : null;
      if (snippet.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
        temporary.add(((VarSnippet) snippet).name());
        shell.drop(snippet);
      }
      if (event.exception() != null) {
        throw faults.thrown(shell, event.exception(), control.takeThrown());
      }
    }
    return value;
  }

  private static boolean shows(Snippet snippet) {
    return switch (snippet.subKind()) {
      case TEMP_VAR_EXPRESSION_SUBKIND -> !Syntax.isAssignment(snippet.source());
      case VAR_VALUE_SUBKIND, OTHER_EXPRESSION_SUBKIND -> true;
      default -> false;
    };
  }

  /** A variable whose class was declared anew starts over: its value was of the old class. */
  private void tellReset(SnippetEvent event, Map<String, @Nullable Object> before) {
    if (event.snippet() instanceof VarSnippet variable && event.status() == Status.VALID) {
      shell.varValue(variable);
      if (control.takeValue() == null && before.get(variable.name()) != null) {
        notes.accept(
            "variable %s is reset: its type %s was declared anew"
                .formatted(variable.name(), variable.typeName()));
      }
    }
  }

  /** JShell lets go of a {@code var} whose inferred type is declared anew. */
  private void tellGone(Map<String, @Nullable Object> before) {
    Map<String, @Nullable Object> now = variables();
    before.forEach(
        (name, value) -> {
          if (value != null && !now.containsKey(name)) {
            notes.accept("variable " + name + " is gone: its type was declared anew");
          }
        });
  }

  private void tellUnresolved(DeclarationSnippet snippet) {
    Status status = shell.status(snippet);
    if (status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED) {
      notes.accept(
          "%s cannot be used until %s is declared"
              .formatted(
                  Faults.shownName(snippet),
                  String.join(", ", shell.unresolvedDependencies(snippet).toList())));
    }
  }

  /**
   * Runs the kernel's own code, such as a magic, as a part of the cell: an interrupt ends it.
   *
   * @param body what to run
   * @return its value
   */
  @SuppressWarnings("unchecked")
  public <T> T call(Callable<T> body) {
    try {
      return (T) thread.call(body::call);
    } catch (ExecutionException e) {
      // The exception of the other thread is told as it is, not as one of this thread.
      if (e.getCause() instanceof CellInterrupted || e.getCause() instanceof InterruptedException) {
        throw new CellException("Interrupted", "the cell was interrupted");
      }
      if (e.getCause() instanceof RuntimeException already) {
        throw already;
      }
      Throwable cause = e.getCause();
      throw new CellException(cause.getClass().getSimpleName(), String.valueOf(cause.getMessage()));
    }
  }

  /**
   * Reads the variables that cells have declared.
   *
   * @return values by name; primitive values are boxed
   */
  public Map<String, @Nullable Object> variables() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    shell
        .variables()
        .filter(each -> shell.status(each) == Status.VALID)
        .forEach(
            each -> {
              shell.varValue(each);
              values.put(each.name(), control.takeValue());
            });
    return values;
  }

  /**
   * Adds a jar or a folder of classes.
   *
   * @param path where it is
   */
  public void addToClasspath(Path path) {
    shell.addToClasspath(path.toString());
  }

  /**
   * The loader of the cells' classes.
   *
   * @return it also sees what was added to the class path
   */
  public ClassLoader loader() {
    return loader;
  }

  /** Says that the first cell is answered, or that completion is asked for. */
  public void buildIndex() {
    index.build();
  }

  /** Interrupts the cell that runs, as ^C does; returns at once. */
  public void interrupt() {
    thread.interrupt();
  }

  /**
   * Access to JShell for completion and documentation.
   *
   * @return the analysis of this shell's state
   */
  SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  @Override
  public void close() {
    shell.close();
  }
}
