package dev.tracebook.notebook;

import dev.tracebook.chart.Charts;
import dev.tracebook.lang.ScriptResult;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.TimeSeries;
import java.util.List;
import java.util.stream.Collectors;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** What a script gave as HTML: its text, a picture or table a map, and the footer. */
final class HtmlScript {
  private static final int LINES = 200;
  private static final int LINE_LENGTH = 400;
  private static final int SERIES = 7;

  private HtmlScript() {}

  static String of(ScriptResult result) {
    StringBuilder html = new StringBuilder("<div>");
    html.append(printed(result.printedText()));
    for (String map : result.maps()) {
      String content = series(result, map) + map(result, map);
      if (!content.isEmpty()) {
        html.append("<h4>").append(Html.escaped(map)).append("</h4>").append(content);
      }
    }
    html.append("<p class=\"tracebook-note\" style=\"opacity:.75;font-size:12px\">");
    return html.append(Html.escaped(result.footer())).append("</p></div>").toString();
  }

  private static String printed(String text) {
    return text.isEmpty()
        ? ""
        : "<pre style=\"max-height:440px;overflow:auto\">"
            + Html.escaped(shortened(text))
            + "</pre>";
  }

  /** The first and the last lines of a long text: a notebook would keep all of it. */
  static String shortened(String text) {
    List<String> lines = text.lines().toList();
    int half = LINES / 2;
    return lines.size() <= LINES
        ? joined(lines)
        : joined(lines.subList(0, half))
            + "\n… %,d lines …\n".formatted(lines.size() - 2 * half)
            + joined(lines.subList(lines.size() - half, lines.size()));
  }

  private static String joined(List<String> lines) {
    return lines.stream()
        .map(line -> line.length() <= LINE_LENGTH ? line : line.substring(0, LINE_LENGTH) + "…")
        .collect(Collectors.joining("\n"));
  }

  private static String map(ScriptResult result, String map) {
    Table table = result.map(map);
    if (table.isEmpty()) {
      return "";
    }
    if (result.histogramMaps().contains(map)) {
      KeyedHistogram histograms = result.histograms(map);
      return histograms.keyNames().isEmpty()
          ? Charts.svg(Charts.histogram(histograms.sum()))
          : Charts.histograms(histograms).svg();
    }
    String picture = result.stackMaps().contains(map) ? result.flameGraph(map).svg() : "";
    return picture + HtmlTable.of(table, "");
  }

  /** A map that was printed again and again: how it went. */
  private static String series(ScriptResult result, String map) {
    if (!result.printedMaps().contains(map)) {
      return "";
    }
    if (result.heatMaps().contains(map)) {
      return Charts.svg(Charts.heatMap(result.heatMap(map)));
    }
    Table series = result.series(map);
    String time = series.columnCount() == 0 ? "" : series.column(0).name();
    boolean drawn =
        series.columnCount() > 1
            && series.column(series.columnCount() - 1) instanceof NumericColumn<?>
            && series.column(0).countUnique() > 1
            && !result.histogramMaps().contains(map);
    if (!drawn) {
      return "";
    }
    List<String> names = series.columnNames();
    String value = names.get(names.size() - 1);
    boolean stats = names.containsAll(List.of("count", "average", "total"));
    List<String> keys = names.subList(1, names.size() - (stats ? 3 : 1));
    Table wide = TimeSeries.wide(series, time, keys, stats ? "average" : value, List.of(), SERIES);
    String[] columns = wide.columnNames().stream().skip(1).toArray(String[]::new);
    return Charts.svg(Charts.lines(wide, time, columns));
  }
}
