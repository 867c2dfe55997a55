package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.Capture;
import dev.tracebook.chart.Charts;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * A tool that gives a histogram, or one a key.
 *
 * <p>A row a bin: the key's columns, {@code low} and {@code high} with their unit (both inclusive),
 * {@code count}. {@code capture.histogram()} has percentiles; the chart is the histogram.
 *
 * @param <T> the tool
 */
public abstract class HistogramTool<T extends HistogramTool<T>> extends MapTool<T> {
  HistogramTool(String name, Options options) {
    super(name, options);
  }

  /** The unit of the values as BCC heads its histograms: usecs, msecs, nsecs. */
  abstract String unit();

  /** The key's columns of the map's entries, in place of those of the struct's. */
  Table keyed(Table entries) {
    return entries;
  }

  /** The key of a program whose {@code id} is a process or a thread, where that is asked for. */
  final Table byTask(Table entries) {
    if (options.has("perProcess")) {
      entries.column("id").setName("pid");
    } else if (options.has("perThread")) {
      entries.column("id").setName("tid");
    } else {
      entries.removeColumns("id");
    }
    return entries;
  }

  /** What BCC writes before a key, such as {@code disk}; by default the columns' names. */
  String heading(KeyedHistogram histograms) {
    return String.join(", ", histograms.keyNames());
  }

  /** Which values each slot of the map {@code dist} holds. */
  Scale scale() {
    return new Scale.Log2();
  }

  @Override
  Result read(BpfModule module) {
    KeyedHistogram histograms =
        KeyedHistogram.ofEntries(
            unit(), scale(), keyed(module.map("dist").table()), "slot", "value");
    return result(histograms, full(module, "dist"));
  }

  final Result result(KeyedHistogram histograms, List<String> notes) {
    Table table = histograms.table().setName(name());
    String suffix =
        switch (unit()) {
          case "usecs" -> "Us";
          case "msecs" -> "Ms";
          case "nsecs" -> "Ns";
          default -> "";
        };
    table.column("low").setName("low" + suffix);
    table.column("high").setName("high" + suffix);
    return new Result(
        histograms.sum().total(), table, notes, capture -> dressed(capture, histograms));
  }

  private Capture dressed(Capture capture, KeyedHistogram histograms) {
    Capture with = capture.withHistograms(histograms);
    return histograms.keyNames().isEmpty()
        ? with.withChart(() -> Charts.histogram(histograms.sum()))
            .withText(histograms.sum()::toString)
        : with.withPicture(() -> Charts.histograms(histograms))
            .withText(() -> histograms.text(heading(histograms)));
  }
}
