package dev.tracebook.tools;

import dev.tracebook.chart.Charts;
import dev.tracebook.chart.Picture;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** A picture of how many rows have each value of a column. */
final class Counts {
  private static final int BARS = 15;

  private Counts() {}

  static Picture bars(StringColumn values) {
    Table counts = values.countByCategory();
    counts.column(0).setName(values.name());
    counts.column(1).setName("count");
    return Charts.bars(counts, values.name(), "count", BARS);
  }
}
