package dev.tracebook.tools;

import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Rows as lines of text under a heading, in a printf format as BCC's tools have one. */
final class Lines {
  private Lines() {}

  /**
   * Writes a table.
   *
   * @param format of a line, whose conversions are all of texts
   * @param heading the names above the columns, with | between
   */
  static String of(Table rows, String format, String heading, Function<Row, Object[]> values) {
    StringBuilder text = new StringBuilder(line(format, (Object[]) heading.split("\\|", -1)));
    for (Row row : rows) {
      text.append(line(format, values.apply(row)));
    }
    return text.toString();
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing() + "\n";
  }

  static Object[] values(Object... values) {
    return values;
  }

  /** Values with one more before them. */
  static Object[] after(Object first, Object... values) {
    return Stream.concat(Stream.of(first), Stream.of(values)).toArray();
  }
}
