package dev.tracebook.notebook;

import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import dev.tracebook.chart.Picture;
import dev.tracebook.error.TraceException;
import dev.tracebook.lang.ScriptResult;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * The one seam to notebooks: what a result looks like, by MIME type.
 *
 * <p>Tracebook's own kernel, JJava and rapaio-jupyter-kernel find it by themselves. In a kernel
 * that cannot (IJava), show the content yourself: {@code
 * display(Display.mimeBundle(table).get("text/html"), "text/html")}.
 */
public final class Display {
  /** The MIME type that every result has. */
  public static final String TEXT = "text/plain";

  /** The MIME type of tables. */
  public static final String HTML = "text/html";

  /** The MIME type of charts. */
  public static final String SVG = "image/svg+xml";

  private static final List<Class<?>> TYPES =
      List.of(
          Table.class,
          Capture.class,
          ScriptResult.class,
          Histogram.class,
          KeyedHistogram.class,
          HeatMap.class,
          Picture.class,
          Chart.class,
          TraceException.class);

  private Display() {}

  /**
   * The types that have a rich form, for kernels that ask by type.
   *
   * @return classes; their subclasses are meant too
   */
  public static List<Class<?>> types() {
    return TYPES;
  }

  /**
   * Renders a result. Numbers are shown as they are, never rounded or grouped; a long table shows
   * its first 50 rows and says so.
   *
   * @param result a table, chart, histogram, capture, error, a list of these, or anything else
   * @return content by MIME type (text/html, image/svg+xml), text/plain last and always there
   */
  public static Map<String, String> mimeBundle(@Nullable Object result) {
    if (result instanceof Table table) {
      return html(HtmlTable.of(table, ""), text(table));
    }
    if (result instanceof Capture capture) {
      return html(
          capture.svg().orElse("") + HtmlTable.of(capture.table(), capture.footer()),
          capture.toString());
    }
    if (result instanceof ScriptResult script) {
      return html(
          HtmlScript.of(script), HtmlScript.shortened(script.text()) + "\n" + script.footer());
    }
    if (result instanceof Histogram histogram) {
      return svg(Charts.svg(Charts.histogram(histogram)), histogram.toString());
    }
    if (result instanceof KeyedHistogram histograms) {
      return svg(Charts.histograms(histograms).svg(), histograms.toString());
    }
    if (result instanceof HeatMap map) {
      return svg(Charts.svg(Charts.heatMap(map)), map.toString());
    }
    if (result instanceof Picture picture) {
      return svg(picture.svg(), picture.toString());
    }
    if (result instanceof Chart<?, ?> chart) {
      return svg(Charts.svg(chart), "chart: " + chart.getTitle());
    }
    if (result instanceof TraceException error) {
      return html(HtmlError.of(error), error.getMessage());
    }
    if (result instanceof Collection<?> results && isRich(results)) {
      return together(results);
    }
    Map<String, String> plain = new LinkedHashMap<>();
    plain.put(TEXT, String.valueOf(result));
    return plain;
  }

  private static Map<String, String> html(String html, @Nullable String text) {
    return bundle(HTML, html, String.valueOf(text));
  }

  private static Map<String, String> svg(String svg, String text) {
    return bundle(SVG, svg, text);
  }

  private static Map<String, String> bundle(String type, String rich, String text) {
    Map<String, String> bundle = new LinkedHashMap<>();
    bundle.put(type, rich);
    bundle.put(TEXT, text);
    return bundle;
  }

  private static String text(Table table) {
    String shown = table.print(HtmlTable.ROWS);
    return table.rowCount() <= HtmlTable.ROWS ? shown : shown + "\n" + HtmlTable.extent(table);
  }

  private static boolean isRich(Collection<?> results) {
    return !results.isEmpty()
        && results.stream()
            .allMatch(each -> TYPES.stream().anyMatch(type -> type.isInstance(each)));
  }

  /** Several results below one another, tables under their names. */
  private static Map<String, String> together(Collection<?> results) {
    StringBuilder html = new StringBuilder();
    List<String> texts = new ArrayList<>();
    for (Object each : results) {
      Map<String, String> bundle = mimeBundle(each);
      if (each instanceof Table table && !table.name().isEmpty()) {
        html.append("<h4>").append(Html.escaped(table.name())).append("</h4>");
      }
      html.append(bundle.getOrDefault(HTML, bundle.getOrDefault(SVG, "")));
      texts.add(bundle.getOrDefault(TEXT, ""));
    }
    return html(html.toString(), String.join("\n\n", texts));
  }
}
