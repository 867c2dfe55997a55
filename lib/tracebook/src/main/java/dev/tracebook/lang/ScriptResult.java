package dev.tracebook.lang;

import dev.tracebook.capture.Summary;
import dev.tracebook.chart.FlameGraph;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.KernelSymbols;
import dev.tracebook.lang.run.Facts;
import dev.tracebook.lang.run.MapResult;
import dev.tracebook.lang.run.MapSeries;
import dev.tracebook.lang.run.Session;
import dev.tracebook.table.HeatMap;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * What a script gave: text as bpftrace prints it, maps and printed values as tables.
 *
 * <p>Example: {@code script("tracepoint:raw_syscalls:sys_enter { @[comm] = count();
 * }").run(seconds(5)).map("@")}
 */
public final class ScriptResult {
  private final String printed;
  private final Map<String, MapResult> maps;
  private final Map<String, MapSeries> series;
  private final List<Table> tables;
  private final Facts facts;

  ScriptResult(Session session) {
    printed = session.printed();
    maps = session.maps();
    series = session.series();
    tables = session.tables();
    facts = session.facts();
  }

  /**
   * The text that bpftrace would print: what the script printed, then its maps.
   *
   * @return the text
   */
  public String text() {
    String ofMaps =
        new TreeMap<>(maps).values().stream().map(MapResult::text).collect(Collectors.joining());
    return ofMaps.isEmpty() ? printed : printed + "\n" + ofMaps;
  }

  /**
   * What the script itself printed, without its maps at the end.
   *
   * @return the text
   */
  public String printedText() {
    return printed;
  }

  /**
   * A map as a table.
   *
   * @param name its name, with or without the at sign
   * @return a row an entry, the largest values first: the parts of the key as the script writes
   *     them, then the value ({@code value}, or the aggregation's name: {@code count}; of stats
   *     count, average, total); of histograms a row a bin that is not empty: low, high (inclusive),
   *     count
   * @throws UnknownNameException when the script has no such map
   */
  public Table map(String name) {
    return found(maps, name, "map").table();
  }

  /**
   * A map as bpftrace prints it.
   *
   * @param name its name, with or without the at sign
   * @return the text, the largest values last
   */
  public String mapText(String name) {
    return found(maps, name, "map").text();
  }

  /**
   * The names of all maps.
   *
   * @return the names, with the at sign, in the order of first use
   */
  public Set<String> maps() {
    return maps.keySet();
  }

  /**
   * A map filled by hist() or lhist(), all keys together.
   *
   * @param name its name, with or without the at sign
   * @return the histogram
   * @throws UnknownNameException when the script has no such map of histograms
   */
  public Histogram histogram(String name) {
    return histograms(name).sum();
  }

  /**
   * A map filled by hist() or lhist().
   *
   * @param name its name, with or without the at sign
   * @return a histogram for each key
   * @throws UnknownNameException when the script has no such map of histograms
   */
  public KeyedHistogram histograms(String name) {
    return found(some(maps, MapResult::histograms), name, "histogram");
  }

  /**
   * A map that counts or sums by kstack or ustack, such as {@code @[kstack] = count()}.
   *
   * @param name its name, with or without the at sign
   * @return the picture; other parts of the key are below all frames, the kernel's functions end in
   *     _[k]
   * @throws UnknownNameException when the script has no such map with stacks
   */
  public FlameGraph flameGraph(String name) {
    return FlameGraph.of(name, "count", found(some(maps, MapResult::folded), name, "stack map"));
  }

  /**
   * A map as it was each time that the script printed it, such as in {@code interval:s:1 {
   * print(@); clear(@); }}.
   *
   * @param name its name, with or without the at sign
   * @return {@code time_ns} since the script's start, then columns as of {@link #map}; a row an
   *     entry of a time
   * @throws UnknownNameException when the script did not print such a map
   */
  public Table series(String name) {
    return found(some(series, each -> each.size() > 0 ? each : null), name, "printed map").table();
  }

  /**
   * A map of histograms that the script printed at intervals: what was counted in each.
   *
   * @param name its name, with or without the at sign
   * @return the heat map, all keys together
   * @throws UnknownNameException when the script did not print such histograms twice at least
   */
  public HeatMap heatMap(String name) {
    String shown = name.startsWith("@") ? name : "@" + name;
    return found(some(series, each -> each.heatMap(shown)), name, "printed histogram");
  }

  /** Those of all that have something. */
  private static <T, R> Map<String, R> some(Map<String, T> all, Function<T, @Nullable R> what) {
    Map<String, R> some = new java.util.LinkedHashMap<>();
    all.forEach(
        (name, each) -> {
          R found = what.apply(each);
          if (found != null) {
            some.put(name, found);
          }
        });
    return some;
  }

  private static <T> T found(Map<String, T> all, String name, String what) {
    T found = all.get(name.startsWith("@") ? name : "@" + name);
    if (found == null) {
      throw new UnknownNameException(
          "the script has no " + what + " " + name,
          Nearest.hint(name, all.keySet()),
          all.isEmpty() ? "it has none at all" : "name one of: " + String.join(", ", all.keySet()),
          "");
    }
    return found;
  }

  /**
   * The maps that are histograms.
   *
   * @return their names, with the at sign
   */
  public Set<String> histogramMaps() {
    return some(maps, MapResult::histograms).keySet();
  }

  /**
   * The maps that count by stacks.
   *
   * @return their names, with the at sign
   */
  public Set<String> stackMaps() {
    return some(maps, MapResult::folded).keySet();
  }

  /**
   * The maps that the script itself printed.
   *
   * @return their names, with the at sign
   */
  public Set<String> printedMaps() {
    return some(series, each -> each.size() > 0 ? each : null).keySet();
  }

  /**
   * The maps of histograms that the script printed more than once.
   *
   * @return their names, with the at sign
   */
  public Set<String> heatMaps() {
    return some(series, each -> each.heatMap("")).keySet();
  }

  /**
   * What printf printed, as a table.
   *
   * @return a row a call, a column a value, named as the script writes it; of a script with several
   *     printf the one with values that was called first
   */
  public Table printed() {
    return tables.stream()
        .filter(each -> each.columnCount() > 0)
        .findFirst()
        .orElseGet(() -> Table.create("printed"));
  }

  /**
   * What each printf and print of a value printed.
   *
   * @return a table for each that was called, in the order of the first call
   */
  public List<Table> printedTables() {
    return tables;
  }

  /**
   * What exit() was given.
   *
   * @return the exit code, 0 by default
   */
  public int exitCode() {
    return facts.exitCode();
  }

  /**
   * How many events could not be taken because the ring buffer was full.
   *
   * @return the count; 0 means that nothing is missing
   */
  public long lost() {
    return facts.lost() + facts.nested();
  }

  /**
   * Where the script was attached.
   *
   * @return the probes in bpftrace's spelling
   */
  public List<String> probes() {
    return facts.probes();
  }

  /**
   * Where it could not be attached.
   *
   * @return the probes of patterns, each with its reason
   */
  public List<String> skipped() {
    return facts.skipped();
  }

  /**
   * How many values a map counted.
   *
   * @param name its name, with or without the at sign
   * @return the count; empty where the map's values do not tell it
   */
  public OptionalLong counted(String name) {
    long total = found(maps, name, "map").total();
    return total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
  }

  /**
   * What is to know of the run.
   *
   * @return events that were printed, losses, duration, probes, notes
   */
  public Summary summary() {
    List<String> notes = new ArrayList<>();
    note(notes, facts.full(), "map updates lost because a map was full");
    note(notes, facts.divided(), "divisions by zero, taken as 1");
    note(notes, facts.cut(), "loops cut off at 1024 rounds");
    note(notes, facts.unprinted(), "characters not kept: more than 64 Mi were printed");
    note(notes, facts.unkeptRows(), "rows not kept: there are %,d".formatted(keptRows()));
    long unkept = series.values().stream().mapToLong(MapSeries::unkept).sum();
    note(notes, unkept, "prints of maps not kept: they had 1,000,000 rows");
    boolean nameless =
        maps.values().stream()
            .map(MapResult::folded)
            .anyMatch(
                each -> each != null && each.keySet().stream().anyMatch(ScriptResult::nameless));
    if (nameless && !KernelSymbols.read().problem().isEmpty()) {
      notes.add("the kernel's functions have no names: " + KernelSymbols.read().problem());
    }
    return new Summary(
        facts.events(),
        OptionalLong.of(lost()),
        facts.duration(),
        facts.probes(),
        facts.skipped(),
        notes);
  }

  /** Whether a stack has a frame of the kernel that is only an address. */
  private static boolean nameless(String stack) {
    return stack.contains("0xffff");
  }

  private long keptRows() {
    return tables.stream().mapToLong(Table::rowCount).sum();
  }

  private static void note(List<String> notes, long count, String what) {
    if (count > 0) {
      notes.add("%,d ".formatted(count) + what);
    }
  }

  /**
   * What is to know of the run, in a line.
   *
   * @return events that were printed, losses, duration, probes attached and skipped, limits reached
   */
  public String footer() {
    return summary().footer();
  }

  @Override
  public String toString() {
    return text();
  }
}
