package dev.tracebook.chart;

import dev.tracebook.error.UnsupportedException;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The font of all charts: Liberation Sans, which comes with XChart's PDF support, so that a chart
 * looks the same everywhere and needs no font of the system.
 *
 * <p>Java's own font manager does not start on a machine without fonts ("Fontconfig head is null",
 * XChart issue 648). It does with a font configuration of its own that names one file.
 */
final class ChartFont {
  private static final String RESOURCE =
      "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
  private static final String CONFIGURATION = "sun.awt.fontconfig";
  private static final String FACE =
      "-misc-liberation sans-medium-r-normal--*-%d-*-*-p-*-iso10646-1";

  private static @Nullable Font font;

  private ChartFont() {}

  static synchronized Font ofSize(int points) {
    Font loaded = font;
    if (loaded == null) {
      loaded = load();
      font = loaded;
    }
    return loaded.deriveFont((float) points);
  }

  private static Font load() {
    try {
      return read();
    } catch (IOException | FontFormatException | LinkageError | InternalError first) {
      if (System.getProperty(CONFIGURATION) != null) {
        throw failed(first);
      }
      try {
        System.setProperty(CONFIGURATION, configuration().toString());
        return read();
      } catch (IOException | FontFormatException | LinkageError | InternalError e) {
        System.clearProperty(CONFIGURATION);
        e.addSuppressed(first);
        throw failed(e);
      }
    }
  }

  private static Font read() throws IOException, FontFormatException {
    try (InputStream file = resource()) {
      return Font.createFont(Font.TRUETYPE_FONT, file);
    }
  }

  private static InputStream resource() throws IOException {
    InputStream file = ChartFont.class.getResourceAsStream(RESOURCE);
    if (file == null) {
      throw new IOException("pdfbox is not on the class path: " + RESOURCE);
    }
    return file;
  }

  /** Writes a font configuration that knows one font, for this process. */
  private static Path configuration() throws IOException {
    Path folder = Files.createTempDirectory("tracebook-font");
    Path font = folder.resolve("LiberationSans-Regular.ttf");
    try (InputStream file = resource()) {
      Files.copy(file, font);
    }
    List<String> lines = new ArrayList<>(List.of("version=1", "sequence.allfonts=latin-1"));
    for (String family : List.of("serif", "sansserif", "monospaced", "dialog", "dialoginput")) {
      for (String style : List.of("plain", "bold", "italic", "bolditalic")) {
        lines.add(family + "." + style + ".latin-1=" + FACE);
      }
    }
    lines.add("filename." + FACE.replace(' ', '_') + "=" + font);
    Path file = Files.write(folder.resolve("fontconfig.properties"), lines);
    folder.toFile().deleteOnExit();
    font.toFile().deleteOnExit();
    file.toFile().deleteOnExit();
    return file;
  }

  private static UnsupportedException failed(Throwable cause) {
    return new UnsupportedException(
        "Java cannot draw text on this machine",
        String.valueOf(cause),
        "install libfreetype6 and a font: apt-get install libfreetype6 fontconfig fonts-dejavu-core",
        "https://github.com/knowm/XChart/issues/648",
        cause);
  }
}
