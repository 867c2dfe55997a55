package dev.tracebook.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Locale;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** One look: no background, and colours with enough contrast on white and on black alike. */
final class Look {
  static final int WIDTH = 760;
  static final int HEIGHT = 380;

  static final Color TEXT = new Color(0x7b, 0x7b, 0x7b);
  static final Color BAR = new Color(0x2f, 0x86, 0xd6);

  private static final Color CLEAR = new Color(255, 255, 255, 0);
  private static final Color GRID = new Color(0x7b, 0x7b, 0x7b, 60);

  /** For series, far apart in hue; each is of middling lightness. */
  private static final Color[] SERIES = {
    BAR,
    new Color(0xe0, 0x7b, 0x28),
    new Color(0x2c, 0x9d, 0x5b),
    new Color(0xa0, 0x6b, 0xd8),
    new Color(0xd9, 0x4f, 0x5c),
    new Color(0x1f, 0xa0, 0xa8),
    new Color(0x9c, 0x7a, 0x4d),
    new Color(0xd6, 0x62, 0xa4)
  };

  /** From few to many: blue, violet, red, yellow. */
  static final Color[] HEAT = {
    new Color(0x3a, 0x6f, 0xb0),
    new Color(0x8d, 0x5f, 0xb8),
    new Color(0xdd, 0x5a, 0x55),
    new Color(0xf2, 0xa3, 0x1b)
  };

  static final int MOST_SERIES = SERIES.length;

  private Look() {}

  static void apply(AxesChartStyler styler, boolean legend) {
    common(styler);
    styler.setLegendVisible(legend);
    styler.setAxisTickLabelsFont(ChartFont.ofSize(12));
    styler.setAxisTitleFont(ChartFont.ofSize(13));
    styler.setAxisTickLabelsColor(TEXT);
    styler.setXAxisTitleColor(TEXT);
    styler.setYAxisTitleColor(TEXT);
    styler.setAxisTickMarksColor(TEXT);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1f));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setYAxisDecimalPattern("#,##0.###");
    styler.setXAxisDecimalPattern("0.######");
    styler.setXAxisTickMarkSpacingHint(90);
    styler.setLocale(Locale.ROOT);
  }

  private static void common(Styler styler) {
    styler.setBaseFont(ChartFont.ofSize(12));
    styler.setChartTitleFont(ChartFont.ofSize(15));
    styler.setLegendFont(ChartFont.ofSize(12));
    styler.setAnnotationTextFont(ChartFont.ofSize(12));
    styler.setChartBackgroundColor(CLEAR);
    styler.setPlotBackgroundColor(CLEAR);
    styler.setPlotBorderVisible(false);
    styler.setChartTitleBoxVisible(false);
    styler.setChartFontColor(TEXT);
    styler.setSeriesColors(SERIES);
    styler.setLegendBackgroundColor(CLEAR);
    styler.setLegendBorderColor(CLEAR);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
  }

  static String css(Color color) {
    return String.format(Locale.ROOT, "#%06x", color.getRGB() & 0xffffff);
  }
}
