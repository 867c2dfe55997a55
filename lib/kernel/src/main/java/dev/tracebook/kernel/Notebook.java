package dev.tracebook.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What cells can call without an import: display in the middle of a cell, and input. */
public final class Notebook {
  private static volatile @Nullable TracebookKernel kernel;

  private Notebook() {}

  static void install(TracebookKernel running) {
    kernel = running;
  }

  private static TracebookKernel kernel() {
    return Objects.requireNonNull(kernel, "there is no notebook");
  }

  /**
   * Shows a value before the cell ends, as the last expression would be shown.
   *
   * <p>Example: {@code display(bpf.map("counts").table())}
   *
   * @param value a table, chart, histogram, capture or anything else
   */
  public static void display(Object value) {
    kernel().show(value);
  }

  /**
   * Shows content of a MIME type.
   *
   * <p>Example: {@code display("text/markdown", "**done**")}
   *
   * @param mimeType such as {@code text/html} or {@code image/svg+xml}
   * @param content the text; base64 for pictures that are bytes
   */
  public static void display(String mimeType, String content) {
    kernel().show(mimeType, content);
  }

  /**
   * Shows HTML.
   *
   * @param content the markup
   */
  public static void html(String content) {
    display("text/html", content);
  }

  /**
   * Takes away what the cell has shown, once it shows something else.
   *
   * <p>Example: {@code for (;;) { clearOutput(); display(table()); Thread.sleep(1000); }}
   */
  public static void clearOutput() {
    kernel().clearOutput();
  }

  /**
   * Asks the notebook's user for a line. An error says so if nobody can answer.
   *
   * @param prompt what stands before the input field
   * @return what was typed, without the line's end
   */
  public static String readLine(String prompt) {
    return kernel().input().ask(prompt, false);
  }

  /**
   * Asks for a line that is not shown while it is typed.
   *
   * @param prompt what stands before the input field
   * @return what was typed
   */
  public static String readPassword(String prompt) {
    return kernel().input().ask(prompt, true);
  }
}
