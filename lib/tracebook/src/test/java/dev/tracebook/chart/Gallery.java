package dev.tracebook.chart;

import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** One chart of each kind, from data that is the same in every run. */
final class Gallery {
  private Gallery() {}

  static Map<String, String> all() {
    Map<String, String> charts = new LinkedHashMap<>();
    Histogram log2 = Histogram.log2("usecs", 0, 3, 0, 40, 310, 1200, 7919, 6200, 900, 80, 12, 0, 3);
    charts.put("histogram", Charts.svg(Charts.histogram(log2)));
    charts.put("one bin", Charts.svg(Charts.histogram(Histogram.log2("usecs", 0, 0, 0, 7))));
    charts.put("no bin", Charts.svg(Charts.histogram(Histogram.log2("usecs"))));
    charts.put(
        "lhist",
        Charts.svg(
            Charts.histogram(
                Histogram.of("bytes", new Scale.Lhist(0, 1000, 200), 4, 30, 20, 0, 9, 2, 1))));
    charts.put("histograms", Charts.histograms(keyed(log2)).svg());
    Table events = events();
    charts.put("bars", Charts.bars(counts(), "comm", "count", 8).svg());
    charts.put("lines", Charts.svg(Charts.lines(events.first(60), "ts", "latency", "queue")));
    charts.put("scatter", Charts.svg(Charts.scatter(events, "ts", "latency")));
    charts.put("scatter log", Charts.svg(Charts.scatterLog(events, "ts", "latency")));
    charts.put(
        "heat map",
        Charts.svg(Charts.heatMap(HeatMap.of(events, "ts", "latency", Duration.ofMillis(250)))));
    charts.put("flame graph", flames().svg());
    return charts;
  }

  private static KeyedHistogram keyed(Histogram histogram) {
    Map<List<Object>, Histogram> keyed = new LinkedHashMap<>();
    for (int i = 0; i < 10; i++) {
      keyed.put(List.of("sd" + (char) ('a' + i)), histogram);
    }
    return KeyedHistogram.of(List.of("disk"), keyed);
  }

  private static Table counts() {
    String[] names = {
      "mariadbd", "java", "a-very-long-command-name-that-does-not-fit", "<b>&amp;", "sh", "cat"
    };
    StringColumn comm = StringColumn.create("comm");
    LongColumn count = LongColumn.create("count");
    for (int i = 0; i < 12; i++) {
      comm.append(i < names.length ? names[i] : "worker-" + i);
      count.append(7919 / (i + 1));
    }
    return Table.create("counts", comm, count);
  }

  static Table events() {
    Random random = new Random(7919);
    LongColumn time = LongColumn.create("ts");
    LongColumn latency = LongColumn.create("latency");
    DoubleColumn queue = DoubleColumn.create("queue");
    for (int i = 0; i < 6000; i++) {
      time.append(5_000_000_000_000L + i * 1_000_000L);
      double slow = i / 500 % 3 == 1 ? 6 : 1;
      latency.append(i % 100 == 0 ? 0 : (long) (slow * 50_000 * Math.exp(random.nextGaussian())));
      queue.append(40_000 + 30_000 * Math.sin(i / 9.0));
    }
    return Table.create("events", time, latency, queue);
  }

  static FlameGraph flames() {
    Map<String, Long> folded = new LinkedHashMap<>();
    folded.put("main;parse_options", 12L);
    folded.put("main;serve;dispatch_command;mysql_execute_command;handle_select", 400L);
    folded.put("main;serve;dispatch_command;mysql_execute_command;open_tables", 120L);
    folded.put("main;serve;read;entry_SYSCALL_64_[k];ksys_read_[k];vfs_read_[k]", 210L);
    folded.put("main;serve;std::vector<int, std::allocator<int> >::push_back(int&&)", 90L);
    folded.put("main;serve;rare", 1L);
    folded.put("idle", 180L);
    return FlameGraph.of("on-CPU, mariadbd", "samples", folded);
  }

  /** Writes the charts as a page on white and on black, to be looked at. */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String background : List.of("#fff", "#111")) {
      lines.add("<div style='background:" + background + ";padding:12px;color:#888'>");
      all().forEach((name, svg) -> lines.add("<p>" + name + "</p>" + svg));
      lines.add("</div>");
    }
    Files.write(Path.of(arguments[0]), lines);
  }
}
