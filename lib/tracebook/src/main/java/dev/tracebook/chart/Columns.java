package dev.tracebook.chart;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table's columns by name, with errors that name the nearest. */
final class Columns {
  private static final String SEE = "https://jtablesaw.github.io/tablesaw/userguide/tables";

  private Columns() {}

  static Column<?> any(Table table, String name) {
    if (!table.containsColumn(name)) {
      throw new UnknownNameException(
          "the table has no column \"" + name + "\"",
          Nearest.hint(name, table.columnNames()),
          "name one of: " + String.join(", ", table.columnNames()),
          SEE);
    }
    return table.column(name);
  }

  static NumericColumn<?> number(Table table, String name) {
    if (any(table, name) instanceof NumericColumn<?> column) {
      return column;
    }
    throw new ArgumentException(
        "the column " + name + " cannot be drawn as a number",
        "it holds " + table.column(name).type().name().toLowerCase(Locale.ROOT),
        "name a column of numbers",
        SEE);
  }
}
