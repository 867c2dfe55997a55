package dev.tracebook.kernel;

import dev.tracebook.Tracebook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.jspecify.annotations.Nullable;

/** Answers Jupyter's messages with JShell. */
final class TracebookKernel extends BaseKernel {
  private final Cells cells = new Cells();

  private TracebookKernel(JupyterIO io) {
    super(
        "Tracebook",
        "0.1.0",
        new LanguageInfo(
            "java",
            Runtime.version().toString(),
            "text/x-java",
            ".jshell",
            "java",
            "text/x-java",
            "script"),
        List.of(),
        null,
        io,
        new CommManager(),
        new Renderer(),
        new MagicParser("%", "%%", new MagicTranspiler()),
        new MagicsRegistry(),
        false,
        new StringStyler("", "", "", line -> ""));
  }

  static TracebookKernel create() {
    return new TracebookKernel(new JupyterIO(StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable Object evalRaw(String cell) {
    if (cell.startsWith("%classpath ")) {
      int end = cell.indexOf('\n');
      cells.addToClasspath(
          cell.substring("%classpath ".length(), end < 0 ? cell.length() : end).strip());
      return end < 0 ? null : cells.run(cell.substring(end));
    }
    return cells.run(BpfCell.toJava(cell));
  }

  @Override
  public @Nullable DisplayData eval(String cell) {
    Object value = evalRaw(cell);
    return value == null ? null : Results.rendered(value);
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extra) {
    return new DisplayData(cells.document(code, at));
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int[] anchor = {at};
    List<String> found = cells.complete(code, at, anchor);
    return new ReplacementOptions(found, Math.max(0, anchor[0]), at);
  }

  @Override
  public String isComplete(String code) {
    Completeness completeness = cells.completeness(BpfCell.toJava(code));
    return switch (completeness) {
      case COMPLETE, CONSIDERED_INCOMPLETE, EMPTY, COMPLETE_WITH_SEMI -> IS_COMPLETE_YES;
      case DEFINITELY_INCOMPLETE -> "";
      default -> IS_COMPLETE_BAD;
    };
  }

  @Override
  public List<String> formatError(Throwable error) {
    return error instanceof CellException
        ? String.valueOf(error.getMessage()).lines().toList()
        : super.formatError(error);
  }

  @Override
  public void interrupt() {
    cells.interrupt();
  }

  @Override
  public void onShutdown(boolean restarting) {
    Tracebook.closeAll();
    cells.close();
    super.onShutdown(restarting);
  }
}
