package dev.tracebook.chart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.internal.chartpart.Chart;

/** XChart's SVG, made fit for a page with several of them. */
final class XChartSvg {
  private static final Pattern CLIP = Pattern.compile("(id=\"|url\\(#)(clip-?\\d+)");

  private XChartSvg() {}

  static String of(Chart<?, ?> chart) {
    // Also what a user made with XChart alone: without this, text needs a font of the system.
    ChartFont.ofSize(12);
    if (chart.getSeriesMap().isEmpty()) {
      return empty(chart);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String document = out.toString(StandardCharsets.UTF_8);
    String svg = document.substring(Math.max(0, document.indexOf("<svg")));
    return withStableIds(svg);
  }

  /** XChart cannot draw a chart without data; no data is an answer all the same. */
  private static String empty(Chart<?, ?> chart) {
    SvgWriter svg = new SvgWriter(chart.getWidth(), 80, chart.getTitle());
    String text = Look.css(Look.TEXT);
    svg.text(chart.getWidth() / 2.0, 24, 15, "middle", text, chart.getTitle());
    svg.text(chart.getWidth() / 2.0, 56, 13, "middle", text, "no values");
    return svg.end();
  }

  /**
   * Names clips by what the picture shows: XChart takes an object's hash, which changes with every
   * run, and could be another picture's in the same page.
   */
  private static String withStableIds(String svg) {
    Map<String, String> names = new LinkedHashMap<>();
    Matcher blank = CLIP.matcher(svg);
    String prefix = "c" + Integer.toHexString(blank.replaceAll("$1").hashCode()) + "-";
    Matcher each = CLIP.matcher(svg);
    return each.replaceAll(
        found ->
            found.group(1) + names.computeIfAbsent(found.group(2), name -> prefix + names.size()));
  }
}
