package dev.tracebook.kernel.jshell;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Asks the compiler's parser about a snippet, without running it. */
final class Syntax {
  private static final Set<Tree.Kind> EFFECTS =
      EnumSet.of(
          Tree.Kind.ASSIGNMENT,
          Tree.Kind.POSTFIX_INCREMENT,
          Tree.Kind.POSTFIX_DECREMENT,
          Tree.Kind.PREFIX_INCREMENT,
          Tree.Kind.PREFIX_DECREMENT,
          Tree.Kind.PLUS_ASSIGNMENT,
          Tree.Kind.MINUS_ASSIGNMENT,
          Tree.Kind.MULTIPLY_ASSIGNMENT,
          Tree.Kind.DIVIDE_ASSIGNMENT,
          Tree.Kind.REMAINDER_ASSIGNMENT,
          Tree.Kind.AND_ASSIGNMENT,
          Tree.Kind.OR_ASSIGNMENT,
          Tree.Kind.XOR_ASSIGNMENT,
          Tree.Kind.LEFT_SHIFT_ASSIGNMENT,
          Tree.Kind.RIGHT_SHIFT_ASSIGNMENT,
          Tree.Kind.UNSIGNED_RIGHT_SHIFT_ASSIGNMENT);

  /** What is wrong, and where in the snippet. */
  record Problem(int offset, String message) {}

  private Syntax() {}

  /** Returns the first syntax error of a snippet, as a statement, a member or a whole file. */
  static @Nullable Problem problem(String snippet) {
    Problem farthest = null;
    for (String before : List.of("class $ { void $() {\n", "class $ {\n", "")) {
      String after = before.isEmpty() ? "" : before.contains("()") ? "\n}}" : "\n}";
      Problem found = problem(before, snippet, after);
      if (found == null) {
        return null;
      }
      // The reading that gets farthest is what the user meant.
      farthest = farthest == null || found.offset() > farthest.offset() ? found : farthest;
    }
    return farthest;
  }

  private static @Nullable Problem problem(String before, String snippet, String after) {
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    parse(before + snippet + after, found);
    for (Diagnostic<? extends JavaFileObject> each : found.getDiagnostics()) {
      if (each.getKind() == Diagnostic.Kind.ERROR) {
        int offset = (int) each.getPosition() - before.length();
        return new Problem(
            Math.max(0, Math.min(snippet.length(), offset)), each.getMessage(Locale.ROOT));
      }
    }
    return null;
  }

  /** Whether a snippet can stand in a block, in contrast to a method or an import. */
  static boolean isStatement(String snippet) {
    return problem("class $ { void $() {\n", snippet, "\n}}") == null;
  }

  /** Whether an expression is there for its effect: an assignment shows nothing in a notebook. */
  static boolean isAssignment(String expression) {
    if (!expression.contains("=") && !expression.contains("++") && !expression.contains("--")) {
      return false;
    }
    String value = expression.strip().replaceAll(";+$", "");
    boolean[] effect = {false};
    for (Tree unit :
        parse("class $ { Object $ =\n" + value + "\n; }", new DiagnosticCollector<>())) {
      new TreeScanner<Void, Void>() {
        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
          ExpressionTree initializer = variable.getInitializer();
          if (variable.getName().contentEquals("$") && initializer != null) {
            effect[0] = EFFECTS.contains(initializer.getKind());
          }
          return null;
        }
      }.scan(unit, null);
    }
    return effect[0];
  }

  private static Iterable<? extends Tree> parse(
      String text, DiagnosticCollector<JavaFileObject> found) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask) compiler.getTask(null, null, found, List.of(), null, List.of(new Text(text)));
    try {
      return task.parse();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(String text) {
      super(URI.create("string:///$.java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
