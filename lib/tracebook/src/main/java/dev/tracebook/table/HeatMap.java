package dev.tracebook.table;

import dev.tracebook.error.ArgumentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * Histograms of one kind over time, an interval each.
 *
 * <p>Example: {@code HeatMap.of("latency_ns", Duration.ofSeconds(1), histograms)}
 *
 * @param name what is counted, with its unit
 * @param interval how long each histogram was gathered
 * @param intervals the histograms, one an interval from the beginning
 */
public record HeatMap(String name, Duration interval, List<Histogram> intervals) {
  private static final String DENSITY = " .:-=+*#%@";
  private static final int MOST_INTERVALS = 100_000;

  /**
   * Puts histograms in a row.
   *
   * @param name what is counted, with its unit
   * @param interval how long each histogram was gathered
   * @param intervals the histograms, one an interval from the beginning
   * @throws ArgumentException when the interval is none, or the histograms differ in their bins
   */
  public HeatMap {
    intervals = List.copyOf(intervals);
    if (interval.isZero() || interval.isNegative()) {
      throw problem("an interval of " + interval, "give a positive duration");
    }
    if (intervals.stream().map(Histogram::scale).distinct().count() > 1) {
      throw problem("its histograms have different bins", "use one kind of histogram");
    }
  }

  /**
   * Counts the values of a table by time, in powers of two.
   *
   * @param table a row an event
   * @param timeColumn the column with the time in ns, from any beginning
   * @param valueColumn the column with the values
   * @param interval how long each interval is
   * @return the heat map, from the earliest time
   */
  public static HeatMap of(Table table, String timeColumn, String valueColumn, Duration interval) {
    LongColumn times = table.longColumn(timeColumn);
    Scale scale = new Scale.Hist();
    NavigableMap<Long, long[]> counts = new TreeMap<>();
    long start = times.isEmpty() ? 0 : Long.MAX_VALUE;
    for (int row = 0; row < times.size(); row++) {
      start = Math.min(start, times.getLong(row));
    }
    for (int row = 0; row < times.size(); row++) {
      long at = (times.getLong(row) - start) / interval.toNanos();
      Number value = (Number) table.column(valueColumn).get(row);
      if (value != null) {
        counts.computeIfAbsent(at, each -> new long[scale.size()])[scale.bin(value.longValue())]++;
      }
    }
    long last = counts.isEmpty() ? -1 : counts.lastKey();
    if (last >= MOST_INTERVALS) {
      throw problem((last + 1) + " intervals", "give a longer interval");
    }
    List<Histogram> intervals = new ArrayList<>();
    for (long at = 0; at <= last; at++) {
      intervals.add(Histogram.of(valueColumn, scale, counts.getOrDefault(at, new long[0])));
    }
    return new HeatMap(valueColumn, interval, intervals);
  }

  private static ArgumentException problem(String why, String fix) {
    return new ArgumentException("this is no heat map", why, fix, StructLayout.SEE);
  }

  /**
   * All intervals together.
   *
   * @return the sum
   */
  public Histogram sum() {
    return intervals.stream()
        .reduce(Histogram::plus)
        .orElseGet(() -> Histogram.of(name, new Scale.Hist()))
        .named(name);
  }

  /**
   * The counts as a table.
   *
   * @return columns time_ns (the interval's start), low, high (inclusive) and count; a row a bin
   *     that is not empty
   */
  public Table table() {
    LongColumn time = LongColumn.create("time_ns");
    Table bins = Histogram.log2(name).table();
    for (int at = 0; at < intervals.size(); at++) {
      Table some = intervals.get(at).table();
      some = some.where(some.longColumn("count").isGreaterThan(0));
      for (int row = 0; row < some.rowCount(); row++) {
        time.append(at * interval.toNanos());
      }
      bins.append(some);
    }
    bins.insertColumn(0, time);
    bins.setName(name);
    return bins;
  }

  /** A line a bin, the highest first; a character an interval, denser for more. */
  @Override
  public String toString() {
    Histogram sum = sum();
    StringBuilder text = new StringBuilder();
    long most = intervals.stream().mapToLong(Histogram::most).max().orElse(0);
    for (int bin = sum.lastBin(); bin >= sum.firstBin(); bin--) {
      text.append(
          String.format(java.util.Locale.ROOT, "%-16s|", HistogramText.label(sum.scale(), bin)));
      for (Histogram each : intervals) {
        text.append(density(each.count(bin), most));
      }
      text.append("|\n");
    }
    return text.append("interval ").append(interval).append(", most ").append(most).toString();
  }

  private static char density(long count, long most) {
    // Any count at all shows.
    int level = count == 0 ? 0 : 1 + (int) ((DENSITY.length() - 2) * (double) count / most);
    return DENSITY.charAt(level);
  }
}
