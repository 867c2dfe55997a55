package dev.tracebook.notebook;

import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import dev.tracebook.table.Histogram;
import java.util.LinkedHashMap;
import java.util.Map;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/** The one seam to notebooks: what an object looks like, by MIME type. */
public final class Display {
  private Display() {}

  /**
   * Renders an object.
   *
   * @param result a table, chart, histogram, capture or anything else
   * @return content by MIME type, richest first; text/plain is always there
   */
  public static Map<String, String> mimeBundle(Object result) {
    Map<String, String> bundle = new LinkedHashMap<>();
    if (result instanceof Table table) {
      bundle.put("text/html", HtmlTable.of(table, ""));
      bundle.put("text/plain", table.print(HtmlTable.ROWS));
    } else if (result instanceof Capture capture) {
      bundle.put("text/html", HtmlTable.of(capture.table(), capture.footer()));
      bundle.put("text/plain", capture.table().print(HtmlTable.ROWS) + "\n" + capture.footer());
    } else if (result instanceof Histogram histogram) {
      bundle.put("image/svg+xml", Charts.svg(Charts.histogram(histogram)));
      bundle.put("text/plain", histogram.toString());
    } else if (result instanceof Chart<?, ?> chart) {
      bundle.put("image/svg+xml", Charts.svg(chart));
      bundle.put("text/plain", "chart: " + chart.getTitle());
    } else {
      bundle.put("text/plain", String.valueOf(result));
    }
    return bundle;
  }
}
