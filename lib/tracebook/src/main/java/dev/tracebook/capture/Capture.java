package dev.tracebook.capture;

import dev.tracebook.chart.Charts;
import dev.tracebook.chart.FlameGraph;
import dev.tracebook.chart.Picture;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.RecordRows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * What came back from the kernel in a span of time: a table, where it helps a chart and a text, and
 * what is needed to trust them.
 *
 * <p>Example: {@code bpf.events("opens").run(seconds(5)).table().countBy("comm")}
 */
public final class Capture {
  private static final int ROWS_AS_TEXT = 50;

  private final Summary summary;
  private final Table table;
  private @Nullable Supplier<? extends Chart<?, ?>> chart;
  private @Nullable Supplier<? extends Picture> drawing;
  private @Nullable Supplier<String> text;
  private @Nullable KeyedHistogram histograms;
  private @Nullable Supplier<HeatMap> heatMap;

  /**
   * Makes a capture of a table.
   *
   * @param summary what is to know of it
   * @param table its rows
   */
  public Capture(Summary summary, Table table) {
    this.summary = summary;
    this.table = table;
  }

  /**
   * The same capture with a chart, drawn when it is asked for.
   *
   * @param drawing draws it
   * @return a new capture
   */
  public Capture withChart(Supplier<? extends Chart<?, ?>> drawing) {
    Capture with = copy();
    with.chart = drawing;
    return with;
  }

  /**
   * The same capture with a picture that is no XChart chart, drawn when it is asked for.
   *
   * @param drawing draws it, such as a flame graph
   * @return a new capture
   */
  public Capture withPicture(Supplier<? extends Picture> drawing) {
    Capture with = copy();
    with.drawing = drawing;
    return with;
  }

  /**
   * The same capture with the histograms that its rows are the bins of.
   *
   * @param histograms a histogram a key, or one without a key
   * @return a new capture
   */
  public Capture withHistograms(KeyedHistogram histograms) {
    Capture with = copy();
    with.histograms = histograms;
    return with;
  }

  private Capture copy() {
    Capture with = new Capture(summary, table);
    with.chart = chart;
    with.drawing = drawing;
    with.text = text;
    with.histograms = histograms;
    with.heatMap = heatMap;
    return with;
  }

  /**
   * The same capture with the histograms of each interval.
   *
   * @param drawing puts them together
   * @return a new capture
   */
  public Capture withHeatMap(Supplier<HeatMap> drawing) {
    Capture with = copy();
    with.heatMap = drawing;
    return with;
  }

  /**
   * The same capture with the text that BCC or bpftrace would print.
   *
   * @param writing writes it
   * @return a new capture
   */
  public Capture withText(Supplier<String> writing) {
    Capture with = copy();
    with.text = writing;
    return with;
  }

  /**
   * The rows.
   *
   * @return for events a row an event and a column a member of the struct; else as the tool says
   */
  public Table table() {
    return table;
  }

  /**
   * The picture.
   *
   * @return an XChart chart that can be styled further
   * @throws UnsupportedException when this capture has none
   */
  public Chart<?, ?> chart() {
    return picture()
        .orElseThrow(
            () ->
                new UnsupportedException(
                    "this capture has no chart",
                    "its rows are single events, and which picture they make is yours to say",
                    "draw one of table(): Charts.bars, Charts.lines, Charts.scatter",
                    "dev.tracebook.chart.Charts"));
  }

  /**
   * The picture, where there is one.
   *
   * @return the chart
   */
  public Optional<Chart<?, ?>> picture() {
    return chart == null ? Optional.empty() : Optional.of(chart.get());
  }

  /**
   * The chart or other picture as a notebook shows it.
   *
   * @return the SVG element, where there is a picture
   */
  public Optional<String> svg() {
    return drawing == null ? picture().map(Charts::svg) : Optional.of(drawing.get().svg());
  }

  /**
   * The histograms, by key: {@code biolatency().perDisk().run(seconds(5)).histograms()}.
   *
   * @return a histogram a key
   * @throws UnsupportedException when the rows are no bins
   */
  public KeyedHistogram histograms() {
    if (histograms == null) {
      throw new UnsupportedException(
          "this capture has no histogram",
          "its rows are no bins of one",
          "use table(), or a tool or query that counts by bins",
          "dev.tracebook.table.Histogram");
    }
    return histograms;
  }

  /**
   * The histogram, of all keys together: {@code biolatency().run(seconds(5)).histogram()}.
   *
   * @return the counts, for percentiles and the like
   * @throws UnsupportedException when the rows are no bins
   */
  public Histogram histogram() {
    return histograms().sum();
  }

  /**
   * The histograms over time: {@code probe(...).hist("args.ret").every(seconds(1)).run(seconds(30))
   * .heatMap()}.
   *
   * @return the heat map, which a notebook draws
   * @throws UnsupportedException when the rows are no bins of intervals
   */
  public HeatMap heatMap() {
    if (heatMap == null) {
      throw new UnsupportedException(
          "this capture has no heat map",
          "its rows are no bins of intervals",
          "count with hist(...) or lhist(...) and every(seconds(1)), or use HeatMap.of(table(), ...)",
          "dev.tracebook.table.HeatMap");
    }
    return heatMap.get();
  }

  /**
   * The flame graph: {@code probe("profile:hz:99").by("kstack").count().run(seconds(5))
   * .flameGraph()}.
   *
   * @return the picture
   * @throws UnsupportedException when nothing was counted by stacks
   */
  public FlameGraph flameGraph() {
    if (drawing != null && drawing.get() instanceof FlameGraph graph) {
      return graph;
    }
    throw new UnsupportedException(
        "this capture has no flame graph",
        "it does not count by stacks",
        "count by kstack or ustack, or use profile() or offcputime()",
        "dev.tracebook.chart.FlameGraph");
  }

  /**
   * What is to know of the capture.
   *
   * @return events, loss, duration, probes
   */
  public Summary summary() {
    return summary;
  }

  /**
   * How many events found no room.
   *
   * @return the count; empty where nothing can be lost
   */
  public OptionalLong lost() {
    return summary.lost();
  }

  /**
   * How long events were taken.
   *
   * @return the time
   */
  public Duration duration() {
    return summary.duration();
  }

  /**
   * What the program was attached to.
   *
   * @return the probes in bpftrace's spelling
   */
  public List<String> probes() {
    return summary.probes();
  }

  /**
   * One line under the table: events, loss, duration, probes.
   *
   * @return the line
   */
  public String footer() {
    return summary.footer();
  }

  /**
   * The text that BCC or bpftrace would print, where the capture has one, else the table's first
   * rows.
   *
   * @return the text without the footer
   */
  public String text() {
    return text == null ? table.print(ROWS_AS_TEXT) : text.get();
  }

  /**
   * The events as Java records, by name: {@code rows(Open.class)}.
   *
   * @param <R> the record
   * @param type its class, see {@link RecordRows}
   * @return a record an event
   * @throws dev.tracebook.error.LayoutException when the record does not match the columns
   */
  public <R extends Record> List<R> rows(Class<R> type) {
    return RecordRows.of(type).read(table);
  }

  @Override
  public String toString() {
    return text().stripTrailing() + System.lineSeparator() + footer();
  }
}
