package dev.tracebook.query;

import dev.tracebook.capture.Capture;
import dev.tracebook.capture.Summary;
import dev.tracebook.chart.Charts;
import dev.tracebook.lang.ScriptResult;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.TimeSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Makes a capture of what the script of a query gave. */
final class Answer {
  private static final String MAP = "@" + Composer.RESULT;
  private static final String TIME = "time_ns";
  private static final int BARS = 15;
  private static final int LINES = 7;

  private final Question question;
  private final ScriptResult result;
  private final Duration elapsed;

  Answer(Question question, ScriptResult result, Duration elapsed) {
    this.question = question;
    this.result = result;
    this.elapsed = elapsed;
  }

  Capture capture() {
    if (question.aggregation() == null) {
      return new Capture(summary(result.summary().events()), rows());
    }
    Capture capture = new Capture(summary(events()), named(result.map(MAP).copy()));
    if (!timed()) {
      capture = capture.withText(() -> result.mapText(MAP).stripTrailing());
    }
    return question.isHistogram() ? histogram(capture) : numbers(capture);
  }

  private boolean timed() {
    return !question.interval().isZero();
  }

  /** The rows; where no event came, the columns are there all the same. */
  private Table rows() {
    Table rows = result.printed().copy().setName("events");
    if (rows.columnCount() == 0) {
      question.columns().forEach(each -> rows.addColumns(StringColumn.create(each.name())));
    }
    return rows;
  }

  private long events() {
    String counted = Composer.countsBeside(question) ? "@" + Composer.EVENTS : MAP;
    return result.counted(counted).orElse(0);
  }

  private Summary summary(long events) {
    Summary run = result.summary();
    return new Summary(
        events, run.lost(), elapsed, run.probes(), run.skipped(), new ArrayList<>(run.notes()));
  }

  private List<String> keyNames() {
    return question.keys().stream().map(Fragment::name).toList();
  }

  /** Columns named as the query names them, times in ns. */
  private Table named(Table table) {
    table.setName(question.isHistogram() ? valueName() : "query");
    if (timed()) {
      LongColumn times = table.longColumn(0);
      for (int row = 0; row < times.size(); row++) {
        times.set(row, times.getLong(row) * question.interval().toNanos());
      }
    }
    List<String> names = new ArrayList<>();
    if (timed()) {
      names.add(TIME);
    }
    names.addAll(keyNames());
    for (int i = names.size(); i < table.columnCount(); i++) {
      names.add(table.column(i).name());
    }
    String value = valueAlias();
    if (value != null) {
      names.set(names.size() - 1, value);
    }
    Table renamed = Table.create(table.name());
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      for (int n = 2; renamed.containsColumn(name); n++) {
        name = names.get(i) + "_" + n;
      }
      renamed.addColumns(table.column(i).setName(name));
    }
    return timed() && renamed.rowCount() > 0 ? renamed.sortAscendingOn(TIME) : renamed;
  }

  /** The alias of a single number, or null. */
  private @Nullable String valueAlias() {
    Fragment argument = question.argument();
    return Composer.countsBeside(question)
            && argument != null
            && !argument.name().equals(argument.text().replaceAll("\\s+", " "))
        ? argument.name()
        : null;
  }

  /** What is counted by bins. */
  private String valueName() {
    Fragment argument = question.argument();
    return argument == null ? "count" : argument.name();
  }

  private Capture histogram(Capture capture) {
    KeyedHistogram all = result.histograms(MAP);
    KeyedHistogram keyed = withoutTimes(all);
    Capture with = capture.withHistograms(keyed);
    if (timed()) {
      return with.withHeatMap(() -> heatMap(all))
          .withText(() -> heatMap(all).toString())
          .withChart(() -> Charts.heatMap(heatMap(all)));
    }
    return keyed.keyNames().isEmpty()
        ? with.withChart(() -> Charts.histogram(keyed.sum()))
        : with.withPicture(() -> Charts.histograms(keyed));
  }

  private KeyedHistogram withoutTimes(KeyedHistogram all) {
    int first = timed() ? 1 : 0;
    Map<List<Object>, Histogram> keys = new LinkedHashMap<>();
    all.histograms()
        .forEach(
            (key, each) ->
                keys.merge(
                    key.subList(first, key.size()), each.named(valueName()), Histogram::plus));
    List<String> names = keyNames();
    // A tuple as a key has more parts than the query has expressions.
    boolean same = names.size() == all.keyNames().size() - first;
    return KeyedHistogram.of(
        same ? names : all.keyNames().subList(first, all.keyNames().size()), keys);
  }

  private HeatMap heatMap(KeyedHistogram all) {
    TreeMap<Long, Histogram> times = new TreeMap<>();
    all.histograms().forEach((key, each) -> times.merge((Long) key.get(0), each, Histogram::plus));
    Histogram empty =
        Histogram.of(
            valueName(),
            times.isEmpty() ? Histogram.log2("").scale() : times.firstEntry().getValue().scale());
    List<Histogram> intervals = new ArrayList<>();
    for (long at = 0; at <= lastInterval(times.isEmpty() ? 0 : times.lastKey()); at++) {
      intervals.add(times.getOrDefault(at, empty));
    }
    return new HeatMap(valueName(), question.interval(), intervals);
  }

  /** The last interval of the run that was gathered whole, or one that has something. */
  private long lastInterval(long last) {
    return Math.max(last, elapsed.toNanos() / question.interval().toNanos() - 1);
  }

  private Capture numbers(Capture capture) {
    Table table = capture.table();
    List<String> names = table.columnNames();
    boolean stats = "stats".equals(question.aggregation());
    int values = stats ? 3 : 1;
    String value = names.get(names.size() - (stats ? 2 : 1));
    List<String> keys = names.subList(timed() ? 1 : 0, names.size() - values);
    if (!(table.column(value) instanceof LongColumn)) {
      return capture;
    }
    if (timed()) {
      return table.isEmpty() ? capture : capture.withChart(() -> lines(table, keys, value));
    }
    if (result.stackMaps().contains(MAP)) {
      return capture.withPicture(() -> result.flameGraph(MAP));
    }
    return keys.isEmpty() || table.isEmpty()
        ? capture
        : capture.withPicture(() -> Charts.bars(labelled(table, keys, value), "key", value, BARS));
  }

  private XYChart lines(Table table, List<String> keys, String value) {
    long every = question.interval().toNanos();
    long last = lastInterval(0);
    List<Long> times = LongStream.rangeClosed(0, last).mapToObj(at -> at * every).toList();
    Table wide = TimeSeries.wide(table, TIME, keys, value, times, LINES);
    return Charts.lines(wide, TIME, wide.columnNames().stream().skip(1).toArray(String[]::new));
  }

  /** The key in one column, for the labels of a picture. */
  private static Table labelled(Table table, List<String> keys, String value) {
    List<String> labels = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      int at = row;
      labels.add(
          String.join(
              ", ", keys.stream().map(k -> table.column(k).getUnformattedString(at)).toList()));
    }
    return Table.create(
        String.join(", ", keys), StringColumn.create("key", labels), table.column(value).copy());
  }
}
