package dev.tracebook.notebook.rapaio;

import dev.tracebook.notebook.Display;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.rapaio.jupyter.kernel.display.DisplayData;
import org.rapaio.jupyter.kernel.display.DisplayRenderer;
import org.rapaio.jupyter.kernel.display.DisplayTransformer;
import org.rapaio.jupyter.kernel.display.spi.DisplayProvider;

/**
 * Shows Tracebook's results in rapaio-jupyter-kernel, which finds this class by its entry in
 * META-INF/services after {@code %jars} or {@code %dependency}.
 */
public final class TracebookDisplay implements DisplayProvider {
  /** For the service loader. */
  public TracebookDisplay() {}

  @Override
  public List<DisplayRenderer> getDisplayRenderers() {
    return Display.types().stream().<DisplayRenderer>map(OfType::new).toList();
  }

  @Override
  public List<DisplayTransformer> getDisplayTransformers() {
    return List.of();
  }

  private record OfType(Class<?> rendererClass) implements DisplayRenderer {
    private static final List<String> RICH = List.of(Display.HTML, Display.SVG);

    /** The kernel asks without a type for a cell's value, with one for display(type, value). */
    @Override
    public boolean canRender(@Nullable String mime) {
      return mime == null || mime.equals("html") || RICH.contains(mime);
    }

    @Override
    public DisplayData render(@Nullable String mime, Object result) {
      Map<String, String> bundle = Display.mimeBundle(result);
      DisplayData data = DisplayData.fromText(bundle.getOrDefault(Display.TEXT, ""));
      bundle.forEach(data::putData);
      return data;
    }
  }
}
