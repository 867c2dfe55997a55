package dev.tracebook.kernel;

import dev.tracebook.error.TraceException;
import dev.tracebook.kernel.jshell.Cells;
import dev.tracebook.kernel.magic.Call;
import dev.tracebook.kernel.magic.Host;
import dev.tracebook.kernel.magic.Magics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Runs a cell, be it Java with lines of magic or one cell magic. */
final class CellRunner implements Host {
  private final Cells cells;
  private final TracebookKernel kernel;
  private final Magics magics;
  private final Replaced replaced = new Replaced();
  private int number;

  CellRunner(Cells cells, TracebookKernel kernel, Magics magics) {
    this.cells = cells;
    this.kernel = kernel;
    this.magics = magics;
  }

  /** Begins a request: an interrupt from before is forgotten. */
  void begin(Runnable onCellThread) {
    cells.begin();
    cells.call(Executors.callable(onCellThread));
  }

  @Nullable Object run(int executionCount, String cell) {
    number = executionCount;
    try {
      return Magics.isCell(cell) ? magic(cell) : java(cell);
    } finally {
      replaced.after(cells.variables());
    }
  }

  private @Nullable Object magic(String text) {
    Call call = Magics.parse(text);
    try {
      if (!magics.knows(call.name()) && kernel.hasExtensionMagic(call)) {
        return kernel.runExtensionMagic(call);
      }
      return magics.run(call, this);
    } catch (CellException e) {
      throw e;
    } catch (TraceException e) {
      throw new CellException(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
    } catch (Exception e) {
      throw new CellException(
          e.getClass().getSimpleName(), "%" + call.name() + " failed: " + e.getMessage());
    }
  }

  @Override
  public @Nullable Object java(String code) {
    return cells.run(number, code, this::magic);
  }

  @Override
  public <T> T call(Callable<T> work) {
    return cells.call(work);
  }

  @Override
  public void declare(String name, Class<?> type, Object value) {
    Handover.put(value);
    String typeName = type.getCanonicalName();
    java(
        "%s %s = %s.take(%s.class);".formatted(typeName, name, Handover.class.getName(), typeName));
  }

  @Override
  public void addToClasspath(List<Path> paths) {
    paths.forEach(cells::addToClasspath);
    kernel.installExtensions();
  }

  @Override
  public Map<String, @Nullable Object> variables() {
    return cells.variables();
  }

  @Override
  public void show(String mimeType, String content) {
    kernel.show(mimeType, content);
  }
}
