package dev.tracebook.chart;

import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.util.List;
import java.util.Map;

/** A histogram a key, side by side. */
final class SmallMultiples implements Picture {
  private static final int MOST = 8;
  private static final int WIDTH = 440;
  private static final int HEIGHT = 260;
  private static final int NOTE = 26;

  private final KeyedHistogram histograms;

  private SmallMultiples(KeyedHistogram histograms) {
    this.histograms = histograms;
  }

  static SmallMultiples of(KeyedHistogram histograms) {
    return new SmallMultiples(histograms);
  }

  @Override
  public String svg() {
    List<Map.Entry<List<Object>, Histogram>> shown =
        histograms.histograms().entrySet().stream().limit(MOST).toList();
    int rest = histograms.histograms().size() - shown.size();
    int columns = Math.min(2, Math.max(1, shown.size()));
    int rows = (shown.size() + columns - 1) / columns;
    int height = rows * HEIGHT + (rest > 0 ? NOTE : 0);
    SvgWriter svg = new SvgWriter(columns * WIDTH, Math.max(NOTE, height), "histograms by key");
    for (int i = 0; i < shown.size(); i++) {
      Histogram histogram = shown.get(i).getValue();
      String title =
          String.join(", ", histograms.keyNames())
              + " = "
              + KeyedHistogram.label(shown.get(i).getKey());
      String chart =
          XChartSvg.of(
              Charts.histogram(histogram, SvgWriter.fitted(title, WIDTH - 40, 15), WIDTH, HEIGHT));
      svg.raw(
          "<g transform=\"translate(%d %d)\">"
              .formatted(i % columns * WIDTH, i / columns * HEIGHT));
      svg.raw(chart);
      svg.raw("</g>");
    }
    if (rest > 0) {
      svg.text(
          8, height - 8.0, 13, "start", Look.css(Look.TEXT), "and " + rest + " with fewer values");
    }
    return svg.end();
  }

  @Override
  public String toString() {
    return histograms.toString();
  }
}
