package dev.tracebook.kernel;

import dev.tracebook.capture.Screen;
import dev.tracebook.kernel.protocol.Connection;
import dev.tracebook.kernel.protocol.Parent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.jspecify.annotations.Nullable;

/**
 * Redraws the output of the cell that began a capture, also once that cell has ended: each update
 * names that cell's request and the display that it is for.
 */
final class CellScreen implements Screen {
  private static final long REDRAW_NS = 250_000_000;

  private final Connection connection;
  private final Function<Object, DisplayData> rendering;
  private final Consumer<Object> shown;
  private final @Nullable MessageContext parent = Parent.current();
  private final Area area = new Area();
  private final Area progress = new Area();
  private final long openedNs = System.nanoTime();
  private long drawnNs = openedNs;

  /**
   * Opens a screen.
   *
   * @param shown is told each result that the cell shows already
   */
  CellScreen(
      Connection connection, Function<Object, DisplayData> rendering, Consumer<Object> shown) {
    this.connection = connection;
    this.rendering = rendering;
    this.shown = shown;
  }

  private final class Area {
    private final String id = UUID.randomUUID().toString();
    private boolean drawn;

    void draw(DisplayData data) {
      data.setDisplayId(id);
      if (drawn) {
        connection.publish(parent, new PublishUpdateDisplayData(data));
      } else {
        connection.publish(parent, new PublishDisplayData(data));
      }
      drawn = true;
    }
  }

  @Override
  public void progress(Duration elapsed, Duration total, long events) {
    long now = System.nanoTime();
    if (now - drawnNs < REDRAW_NS) {
      return;
    }
    drawnNs = now;
    String text =
        String.format(
            Locale.ROOT,
            "%.1f of %.1f s, %,d events",
            elapsed.toMillis() / 1e3,
            total.toMillis() / 1e3,
            events);
    progress.draw(
        content(
            "<progress value=\"%d\" max=\"%d\"></progress> %s"
                .formatted(elapsed.toMillis(), Math.max(1, total.toMillis()), text),
            text));
  }

  private static DisplayData content(String html, String text) {
    Map<String, String> both = new LinkedHashMap<>();
    both.put("text/html", html);
    both.put("text/plain", text);
    return Rendering.bundle(both);
  }

  @Override
  public void show(Object result) {
    area.draw(rendering.apply(result));
    shown.accept(result);
  }

  @Override
  public void close() {
    // A display cannot be taken back, only emptied.
    if (progress.drawn) {
      progress.draw(content("", ""));
    }
  }
}
