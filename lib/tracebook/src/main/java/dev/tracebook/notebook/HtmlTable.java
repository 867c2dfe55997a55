package dev.tracebook.notebook;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A Tablesaw table as HTML in the notebook's own colours, light or dark, without script.
 *
 * <p>Where a viewer takes the style sheet away (an untrusted notebook, GitHub), Jupyter's own look
 * of tables is left, with texts to the left by their own attribute.
 */
final class HtmlTable {
  /** How many rows are shown; the line below tells of the rest. */
  static final int ROWS = 50;

  private static final int COLUMNS = 40;
  private static final int LINES = 12;
  private static final int LINE_LENGTH = 120;
  private static final int TITLE_LENGTH = 4000;

  /** The heading stays in sight, so it must hide what scrolls below it, in each viewer's colour. */
  private static final String STYLE =
      """
      <style>
      .tracebook-table{max-height:440px;overflow:auto;display:inline-block;max-width:100%}
      .tracebook-table table{border-collapse:collapse;margin:0;font-size:12px}
      .tracebook-table th,.tracebook-table td{padding:3px 10px;text-align:right;border:0;
      white-space:pre;vertical-align:top;unicode-bidi:isolate;font-variant-numeric:tabular-nums}
      .tracebook-table th{position:sticky;top:0;font-weight:600;
      background:var(--jp-layout-color0,var(--vscode-editor-background,Canvas));
      box-shadow:inset 0 -1px rgba(128,128,128,.6)}
      .tracebook-table td{border-bottom:1px solid rgba(128,128,128,.2)}
      .tracebook-note{opacity:.75;font-size:12px;margin:4px 10px}
      </style>""";

  private static final String LEFT = " style=\"text-align:left\"";

  private HtmlTable() {}

  static String of(Table table, String footer) {
    List<Column<?>> columns = table.columns().stream().limit(COLUMNS).collect(Collectors.toList());
    StringBuilder html = new StringBuilder("<div>").append(STYLE);
    html.append("<div class=\"tracebook-table\"><table><thead><tr>");
    for (Column<?> column : columns) {
      html.append("<th").append(side(column)).append(" title=\"");
      html.append(column.type().name().toLowerCase(Locale.ROOT)).append("\">");
      html.append(Html.escaped(column.name())).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    int shown = Math.min(ROWS, table.rowCount());
    for (int row = 0; row < shown; row++) {
      html.append("<tr>");
      for (Column<?> column : columns) {
        cell(html, column, column.getUnformattedString(row));
      }
      html.append("</tr>\n");
    }
    html.append("</tbody></table></div><p class=\"tracebook-note\">").append(extent(table));
    if (!footer.isEmpty()) {
      html.append(" · ").append(Html.escaped(footer));
    }
    return html.append("</p></div>").toString();
  }

  /** How much of a table is shown: "50 of 7,919 rows". */
  static String extent(Table table) {
    String rows = part(Math.min(ROWS, table.rowCount()), table.rowCount(), "row");
    return table.columnCount() <= COLUMNS
        ? rows
        : rows + ", " + part(COLUMNS, table.columnCount(), "column");
  }

  private static String part(int shown, int all, String noun) {
    String count = shown == all ? "%,d %s" : shown + " of %,d %s";
    return count.formatted(all, noun) + (all == 1 ? "" : "s");
  }

  private static void cell(StringBuilder html, Column<?> column, String text) {
    String shown = shortened(text);
    html.append("<td").append(side(column));
    if (!shown.equals(text)) {
      String whole = text.length() <= TITLE_LENGTH ? text : text.substring(0, TITLE_LENGTH) + "…";
      html.append(" title=\"").append(Html.escaped(whole)).append('"');
    }
    html.append('>').append(Html.escaped(shown)).append("</td>");
  }

  /** The first lines (of a stack, say), each up to a length. */
  private static String shortened(String text) {
    if (text.length() <= LINE_LENGTH && text.indexOf('\n') < 0) {
      return text;
    }
    List<String> lines = text.lines().toList();
    String shown =
        lines.stream()
            .limit(LINES)
            .map(line -> line.length() <= LINE_LENGTH ? line : cut(line))
            .collect(Collectors.joining("\n"));
    int rest = lines.size() - LINES;
    return rest <= 0 ? shown : shown + "\n… " + rest + " more lines";
  }

  /** A line's beginning; no character is cut in two. */
  private static String cut(String line) {
    int end = LINE_LENGTH - 1;
    return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
  }

  private static String side(Column<?> column) {
    return column instanceof NumericColumn<?> ? "" : LEFT;
  }
}
