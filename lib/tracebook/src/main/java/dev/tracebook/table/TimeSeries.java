package dev.tracebook.table;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Values over time with a column a key, as a chart of lines wants them. */
public final class TimeSeries {
  private TimeSeries() {}

  /**
   * Turns a row a key and time into a column a key.
   *
   * <p>Example: {@code TimeSeries.wide(capture.table(), "time_ns", List.of("comm"), "count",
   * List.of(), 7)}
   *
   * @param rows the values
   * @param time the column with the time in ns
   * @param keys the columns that tell the series apart; none for a single one
   * @param value the column with the numbers
   * @param times times that must have a row, also where there is no value
   * @param most how many series at most: those with the largest sums
   * @return the time, then a column a series, 0 where there was nothing; a row a time
   */
  public static Table wide(
      Table rows, String time, List<String> keys, String value, Collection<Long> times, int most) {
    NumericColumn<?> at = (NumericColumn<?>) rows.column(time);
    NumericColumn<?> number = (NumericColumn<?>) rows.column(value);
    Map<String, TreeMap<Long, Double>> series = new LinkedHashMap<>();
    TreeMap<Long, Boolean> all = new TreeMap<>();
    times.forEach(each -> all.put(each, true));
    for (int i = 0; i < rows.rowCount(); i++) {
      int row = i;
      List<String> key =
          keys.stream().map(each -> rows.column(each).getUnformattedString(row)).toList();
      long when = ((Number) at.get(row)).longValue();
      all.put(when, true);
      series
          .computeIfAbsent(keys.isEmpty() ? value : String.join(", ", key), k -> new TreeMap<>())
          .merge(when, number.getDouble(row), Double::sum);
    }
    Table wide = Table.create(value, LongColumn.create(time));
    all.keySet().forEach(((LongColumn) wide.column(time))::append);
    List<Map.Entry<String, TreeMap<Long, Double>>> largest = new ArrayList<>(series.entrySet());
    largest.sort((a, b) -> Double.compare(sum(b.getValue()), sum(a.getValue())));
    for (var each : largest.subList(0, Math.min(most, largest.size()))) {
      double[] values =
          all.keySet().stream().mapToDouble(t -> each.getValue().getOrDefault(t, 0.0)).toArray();
      Column<?> column = DoubleColumn.create(each.getKey(), values);
      if (wide.containsColumn(each.getKey())) {
        column.setName(each.getKey() + " ");
      }
      wide.addColumns(column);
    }
    return wide;
  }

  private static double sum(Map<Long, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
