package dev.tracebook.chart;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/**
 * Makes charts of tables and histograms, in one look that reads well in light and dark notebooks.
 *
 * <p>What is an XChart chart can be styled further with XChart's own methods. No font of the system
 * is needed. Example: {@code Charts.bars(capture.table().countBy("comm"), "Category", "Count", 10)}
 */
public final class Charts {
  private static final int MOST_UPRIGHT_LABELS = 9;

  private Charts() {}

  /**
   * Draws a histogram: a bar a bin from low to high, labelled {@code [low, high)}.
   *
   * @param histogram the counts
   * @return the chart
   */
  public static CategoryChart histogram(Histogram histogram) {
    return histogram(histogram, histogram.name(), Look.WIDTH, Look.HEIGHT);
  }

  static CategoryChart histogram(Histogram histogram, String title, int width, int height) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width)
            .height(height)
            .title(title)
            .xAxisTitle(histogram.name())
            .yAxisTitle("count")
            .build();
    Look.apply(chart.getStyler(), false);
    chart.getStyler().setAvailableSpaceFill(0.92);
    List<Histogram.Bin> bins = histogram.bins();
    if (!bins.isEmpty()) {
      chart.addSeries(
          "count", histogram.labels(), bins.stream().map(Histogram.Bin::count).toList());
    }
    if (bins.size() > MOST_UPRIGHT_LABELS * width / Look.WIDTH) {
      chart.getStyler().setXAxisLabelRotation(50);
    }
    return chart;
  }

  /**
   * Draws a histogram a key side by side, those with most values first.
   *
   * @param histograms the counts
   * @return the charts as one picture, at most eight; it says how many are left out
   */
  public static Picture histograms(KeyedHistogram histograms) {
    return SmallMultiples.of(histograms);
  }

  /**
   * Draws the largest values of a table as horizontal bars.
   *
   * @param table the values
   * @param keyColumn the column with the names
   * @param valueColumn the column with the numbers
   * @param n how many bars at most
   * @return the picture; its text is a bar chart too
   */
  public static Picture bars(Table table, String keyColumn, String valueColumn, int n) {
    return TopBars.of(table, keyColumn, valueColumn, n);
  }

  /**
   * Draws values over time as lines.
   *
   * @param table a row a point in time
   * @param timeColumn the time in ns, from any beginning; the axis has seconds from the first
   * @param valueColumns the numbers, a line each, at most eight
   * @return the chart; of many rows every n-th, and the title says so
   */
  public static XYChart lines(Table table, String timeColumn, String... valueColumns) {
    if (valueColumns.length == 0 || valueColumns.length > Look.MOST_SERIES) {
      throw new ArgumentException(
          "there is no chart of " + valueColumns.length + " lines",
          "one to " + Look.MOST_SERIES + " can be told apart",
          "name the columns to draw",
          "Charts.lines");
    }
    Points points = Points.of(table, timeColumn);
    XYChart chart = xy(String.join(", ", valueColumns) + points.note, "value");
    Look.apply(chart.getStyler(), valueColumns.length > 1);
    for (String each : valueColumns) {
      double[] values = points.values(Columns.number(table, each));
      var series = chart.addSeries(each, points.seconds, values);
      series.setMarker(SeriesMarkers.NONE).setLineWidth(1.6f);
    }
    return chart;
  }

  /**
   * Draws events over time as points, such as latencies.
   *
   * @param table a row an event
   * @param timeColumn the time in ns, from any beginning; the axis has seconds from the first
   * @param valueColumn the numbers
   * @return the chart; of many rows every n-th, and the title says so
   */
  public static XYChart scatter(Table table, String timeColumn, String valueColumn) {
    return scatter(table, timeColumn, valueColumn, false);
  }

  /**
   * The same with a logarithmic axis. Zero and negative values have no place on it: they are left
   * out, and the title tells how many.
   *
   * @param table a row an event
   * @param timeColumn the time in ns, from any beginning; the axis has seconds from the first
   * @param valueColumn the numbers
   * @return the chart
   */
  public static XYChart scatterLog(Table table, String timeColumn, String valueColumn) {
    return scatter(table, timeColumn, valueColumn, true);
  }

  private static XYChart scatter(
      Table table, String timeColumn, String valueColumn, boolean logarithmic) {
    NumericColumn<?> values = Columns.number(table, valueColumn);
    Table shown = table;
    String note = "";
    if (logarithmic) {
      shown = table.where(values.isGreaterThan(0));
      int absent = table.rowCount() - shown.rowCount();
      note = absent == 0 ? "" : ", without " + absent + " that are 0 or less";
    }
    Points points = Points.of(shown, timeColumn);
    XYChart chart = xy(valueColumn + note + points.note, valueColumn);
    Look.apply(chart.getStyler(), false);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarkerSize(4);
    chart.getStyler().setYAxisLogarithmic(logarithmic && points.seconds.length > 0);
    if (points.seconds.length > 0) {
      double[] drawn = points.values(Columns.number(shown, valueColumn));
      if (logarithmic) {
        wholeDecades(chart, drawn);
      }
      chart.addSeries(valueColumn, points.seconds, drawn).setMarker(SeriesMarkers.CIRCLE);
    }
    return chart;
  }

  /** XChart labels a logarithmic axis at powers of ten only, so at least two of them are on it. */
  private static void wholeDecades(XYChart chart, double[] values) {
    double least = DoubleStream.of(values).min().orElse(1);
    double most = DoubleStream.of(values).max().orElse(1);
    double low = Math.pow(10, Math.floor(Math.log10(least)));
    double high = Math.pow(10, Math.ceil(Math.log10(most)));
    chart.getStyler().setYAxisMin(low).setYAxisMax(high > low ? high : low * 10);
  }

  private static XYChart xy(String title, String yTitle) {
    return new XYChartBuilder()
        .width(Look.WIDTH)
        .height(Look.HEIGHT)
        .title(title)
        .xAxisTitle("seconds")
        .yAxisTitle(yTitle)
        .build();
  }

  /**
   * Draws a heat map: time to the right, bins upwards, a warmer colour for more. Bins without a
   * value are left clear.
   *
   * @param map the counts
   * @return the chart
   */
  public static HeatMapChart heatMap(HeatMap map) {
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(Look.WIDTH)
            .height(Look.HEIGHT)
            .title(map.name())
            .xAxisTitle("seconds")
            .yAxisTitle(map.name())
            .build();
    Look.apply(chart.getStyler(), true);
    chart.getStyler().setRangeColors(Look.HEAT);
    chart.getStyler().setPiecewise(true).setSplitNumber(6);
    chart
        .getStyler()
        .setHeatMapDecimalValueFormatter(value -> String.format(Locale.ROOT, "%,.0f", value));
    chart.getStyler().setPlotGridLinesVisible(false);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    chart.getStyler().setXAxisMaxLabelCount(12);
    Histogram sum = map.sum();
    List<Number[]> cells = new ArrayList<>();
    for (int x = 0; x < map.intervals().size(); x++) {
      Histogram each = map.intervals().get(x);
      for (int bin = sum.firstBin(); bin <= sum.lastBin(); bin++) {
        if (each.count(bin) > 0) {
          cells.add(new Number[] {x, bin - sum.firstBin(), each.count(bin)});
        }
      }
    }
    if (!cells.isEmpty()) {
      double interval = map.interval().toNanos() / Points.NS_PER_SECOND;
      List<String> seconds = new ArrayList<>();
      for (int x = 0; x < map.intervals().size(); x++) {
        seconds.add(BigDecimal.valueOf(x * interval).stripTrailingZeros().toPlainString());
      }
      chart.addSeries(map.name(), seconds, sum.labels(), cells);
      chart.getStyler().setMin(0);
      chart
          .getStyler()
          .setMax(map.intervals().stream().mapToDouble(Histogram::most).max().orElse(1));
    }
    return chart;
  }

  /**
   * Writes a chart as SVG.
   *
   * @param chart any XChart chart
   * @return the SVG element, without an XML declaration; the same for the same chart
   */
  public static String svg(Chart<?, ?> chart) {
    return XChartSvg.of(chart);
  }
}
