package dev.tracebook.chart;

import java.util.Arrays;
import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** Which rows of a table are drawn over time: all, or every n-th of many. */
final class Points {
  static final double NS_PER_SECOND = 1e9;

  /** More points than pixels only make a large notebook. */
  private static final int MOST = 4000;

  final double[] seconds;
  final String note;
  private final int step;

  private Points(double[] seconds, int step, String note) {
    this.seconds = seconds;
    this.step = step;
    this.note = note;
  }

  static Points of(Table table, String timeColumn) {
    NumericColumn<?> times = Columns.number(table, timeColumn);
    int rows = table.rowCount();
    int step = Math.max(1, (rows + MOST - 1) / MOST);
    double[] seconds = new double[(rows + step - 1) / step];
    double first = rows == 0 ? 0 : times.min();
    Arrays.setAll(seconds, i -> (times.getDouble(i * step) - first) / NS_PER_SECOND);
    String note = step == 1 ? "" : String.format(Locale.ROOT, " (1 in %d of %,d)", step, rows);
    return new Points(seconds, step, note);
  }

  double[] values(NumericColumn<?> column) {
    double[] values = new double[seconds.length];
    Arrays.setAll(values, i -> column.getDouble(i * step));
    return values;
  }
}
