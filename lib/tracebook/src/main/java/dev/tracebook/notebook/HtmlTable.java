package dev.tracebook.notebook;

import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A Tablesaw table as HTML that follows the notebook's own colours. */
final class HtmlTable {
  /** How many rows are shown; the footer tells of the rest. */
  static final int ROWS = 50;

  private static final String CELL = "padding:2px 10px;text-align:";

  private HtmlTable() {}

  static String of(Table table, String footer) {
    int shown = Math.min(ROWS, table.rowCount());
    StringBuilder html =
        new StringBuilder("<div><table style=\"border-collapse:collapse\"><thead><tr>");
    for (Column<?> column : table.columns()) {
      html.append("<th style=\"").append(CELL).append(side(column)).append("\">");
      html.append(escaped(column.name())).append("</th>");
    }
    html.append("</tr></thead><tbody>");
    for (int row = 0; row < shown; row++) {
      html.append("<tr>");
      for (Column<?> column : table.columns()) {
        html.append("<td style=\"").append(CELL).append(side(column)).append("\">");
        html.append(escaped(column.getUnformattedString(row))).append("</td>");
      }
      html.append("</tr>");
    }
    html.append("</tbody></table><p style=\"opacity:.75;font-size:90%\">");
    String rows =
        shown == table.rowCount() ? shown + " rows" : shown + " of " + table.rowCount() + " rows";
    html.append(rows).append(footer.isEmpty() ? "" : " · " + escaped(footer));
    return html.append("</p></div>").toString();
  }

  private static String side(Column<?> column) {
    return column instanceof NumericColumn<?> ? "right" : "left";
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
