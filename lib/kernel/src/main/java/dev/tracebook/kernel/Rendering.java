package dev.tracebook.kernel;

import dev.tracebook.notebook.Display;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;

/** What a value looks like: Tracebook's own kinds first, then what extensions registered. */
final class Rendering {
  private static final String TEXT = "text/plain";

  private final Renderer renderer;

  Rendering(Renderer renderer) {
    this.renderer = renderer;
  }

  DisplayData of(Object value) {
    if (value instanceof DisplayData already) {
      return already;
    }
    Map<String, String> own = Display.mimeBundle(value);
    boolean plain = own.size() == 1 && own.containsKey(TEXT);
    if (plain && !(value instanceof CharSequence)) {
      // Pictures, URLs and the kinds of extensions; anything else comes back as its text.
      DisplayData rendered = renderer.render(value);
      rendered.putData(TEXT, own.get(TEXT));
      return rendered;
    }
    return bundle(own);
  }

  static DisplayData bundle(Map<String, String> content) {
    DisplayData data = new DisplayData();
    content.forEach(data::putData);
    return data;
  }
}
