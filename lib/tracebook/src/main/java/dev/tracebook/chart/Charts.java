package dev.tracebook.chart;

import dev.tracebook.table.Histogram;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** Makes charts and turns them into SVG. */
public final class Charts {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 380;
  private static final Color CLEAR = new Color(255, 255, 255, 0);

  /** A grey with enough contrast on white and on black. */
  private static final Color TEXT = new Color(0x75, 0x75, 0x75);

  private static final Color GRID = new Color(0x75, 0x75, 0x75, 60);
  private static final Color BARS = new Color(0x2f, 0x86, 0xd6);

  private Charts() {}

  /**
   * Draws a histogram as bars, one a bin from low to high.
   *
   * @param histogram the counts
   * @return an XChart chart that can be styled further
   */
  public static CategoryChart histogram(Histogram histogram) {
    var table = histogram.table();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(histogram.name())
            .xAxisTitle(histogram.name() + ", from")
            .yAxisTitle("count")
            .build();
    List<String> from =
        IntStream.range(0, table.rowCount())
            .mapToObj(row -> compact(table.longColumn("low").getLong(row)))
            .toList();
    List<Long> counts = List.copyOf(table.longColumn("count").asList());
    if (!from.isEmpty()) {
      chart.addSeries("count", from, counts).setFillColor(BARS);
    }
    style(chart.getStyler());
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setOverlapped(true);
    return chart;
  }

  private static String compact(long value) {
    String[] units = {"", "K", "M", "G", "T", "P", "E"};
    int unit = 0;
    long rest = value;
    while (rest >= 1024) {
      rest /= 1024;
      unit++;
    }
    return rest + units[unit];
  }

  private static void style(AxesChartStyler styler) {
    styler.setChartBackgroundColor(CLEAR);
    styler.setPlotBackgroundColor(CLEAR);
    styler.setPlotBorderVisible(false);
    styler.setChartFontColor(TEXT);
    styler.setAxisTickLabelsColor(TEXT);
    styler.setXAxisTitleColor(TEXT);
    styler.setYAxisTitleColor(TEXT);
    styler.setAxisTickMarksColor(TEXT);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
  }

  /**
   * Writes a chart as SVG.
   *
   * @param chart any XChart chart
   * @return the SVG element, without an XML declaration
   */
  public static String svg(Chart<?, ?> chart) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String document = out.toString(StandardCharsets.UTF_8);
    return document.substring(Math.max(0, document.indexOf("<svg")));
  }
}
