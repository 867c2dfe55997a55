package dev.tracebook.kernel;

import java.util.Map;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.jspecify.annotations.Nullable;

/**
 * The bridge between cells and the kernel: values out of JShell, and display in the middle of a
 * cell.
 */
public final class Results {
  private static @Nullable Object last;

  private Results() {}

  /**
   * Takes the value of a cell's last expression; the kernel calls it through JShell.
   *
   * @param value the value
   */
  public static void put(@Nullable Object value) {
    last = value;
  }

  static @Nullable Object take() {
    Object value = last;
    last = null;
    return value;
  }

  /**
   * Shows a value before the cell ends.
   *
   * @param value a table, chart, histogram, capture or anything else
   */
  public static void display(Object value) {
    BaseKernel.notebookKernel().display(rendered(value));
  }

  static DisplayData rendered(Object value) {
    DisplayData data = new DisplayData();
    for (Map.Entry<String, String> each :
        dev.tracebook.notebook.Display.mimeBundle(value).entrySet()) {
      data.putData(each.getKey(), each.getValue());
    }
    return data;
  }
}
