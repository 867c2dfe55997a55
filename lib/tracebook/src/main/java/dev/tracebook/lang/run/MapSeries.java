package dev.tracebook.lang.run;

import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/** A map as it was each time that the script printed it. */
public final class MapSeries {
  /** Rows of all times together. */
  private static final int MOST_ROWS = 1_000_000;

  private record Printed(long timeNs, MapResult map, boolean anew) {}

  private final List<Printed> all = new ArrayList<>();
  private boolean anew = true;
  private long rows;
  private long unkept;

  /** The map was emptied: what comes now is counted from nothing. */
  void cleared() {
    anew = true;
  }

  void add(long timeNs, MapResult map) {
    rows += map.table().rowCount();
    if (rows > MOST_ROWS) {
      unkept++;
      return;
    }
    all.add(new Printed(timeNs, map, anew));
    anew = false;
  }

  /** How often it was printed. */
  public int size() {
    return all.size();
  }

  /** How many times were not kept since the limit of rows was reached. */
  public long unkept() {
    return unkept;
  }

  /** A row an entry of each time: {@code time_ns} since the start, then as the map's table. */
  public Table table() {
    Table table = null;
    LongColumn times = LongColumn.create("time_ns");
    for (Printed each : all) {
      for (int row = 0; row < each.map.table().rowCount(); row++) {
        times.append(each.timeNs);
      }
      table = table == null ? each.map.table().copy() : append(table, each.map.table());
    }
    Table whole = table == null ? Table.create() : table;
    String name = whole.containsColumn("time_ns") ? "printed_ns" : "time_ns";
    whole.insertColumn(0, times.setName(name));
    return whole;
  }

  /** A time at which an unsigned number was large has a text column, the others numbers. */
  private static Table append(Table table, Table more) {
    boolean same = table.types().equals(Arrays.asList(more.typeArray()));
    return same ? table.append(more) : texts(table).append(texts(more));
  }

  private static Table texts(Table table) {
    Table texts = Table.create(table.name());
    table.columns().forEach(each -> texts.addColumns(each.asStringColumn().setName(each.name())));
    return texts;
  }

  /** What was counted between two times; null where the map has no histograms. */
  public @Nullable HeatMap heatMap(String name) {
    if (all.size() < 2 || all.stream().anyMatch(each -> each.map.histograms() == null)) {
      return null;
    }
    List<Histogram> intervals = new ArrayList<>();
    Histogram before = null;
    for (Printed each : all) {
      Histogram now = histogram(each);
      intervals.add(each.anew || before == null ? now : minus(now, before));
      before = now;
    }
    long spanNs = all.get(all.size() - 1).timeNs - all.get(0).timeNs;
    Duration interval = Duration.ofNanos(Math.max(1, spanNs / (all.size() - 1)));
    return new HeatMap(name, interval, intervals);
  }

  private Histogram histogram(Printed printed) {
    KeyedHistogram histograms = Objects.requireNonNull(printed.map.histograms());
    // An empty keyed map does not know its bins; any other time does.
    return histograms.histograms().isEmpty() ? empty() : histograms.sum();
  }

  private Histogram empty() {
    return all.stream()
        .map(each -> Objects.requireNonNull(each.map.histograms()))
        .filter(each -> !each.histograms().isEmpty())
        .findFirst()
        .map(each -> Histogram.of(each.sum().name(), each.sum().scale()))
        .orElseGet(() -> Histogram.log2("value"));
  }

  private static Histogram minus(Histogram now, Histogram before) {
    long[] counts = new long[now.scale().size()];
    for (int bin = 0; bin < counts.length; bin++) {
      counts[bin] = Math.max(0, now.count(bin) - before.count(bin));
    }
    return Histogram.of(now.name(), now.scale(), counts);
  }
}
