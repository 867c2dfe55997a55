package dev.tracebook.table;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A histogram a key, such as latencies by disk: BCC's BPF_HISTOGRAM whose key is a struct of a key
 * and a slot, or bpftrace's {@code @[key] = hist(...)}.
 *
 * <p>Example: {@code bpf.histograms("dist").get("sda").percentile(99)}
 */
public final class KeyedHistogram {
  private final List<String> keyNames;
  private final Map<List<Object>, Histogram> histograms;

  private KeyedHistogram(List<String> keyNames, Map<List<Object>, Histogram> histograms) {
    this.keyNames = List.copyOf(keyNames);
    this.histograms = Collections.unmodifiableMap(new LinkedHashMap<>(histograms));
  }

  /**
   * Puts histograms together.
   *
   * @param keyNames the names of the keys' parts, none for a single histogram
   * @param histograms a histogram for each key, in the order to show
   * @return the histograms
   */
  public static KeyedHistogram of(List<String> keyNames, Map<List<Object>, Histogram> histograms) {
    for (List<Object> key : histograms.keySet()) {
      if (key.size() != keyNames.size()) {
        throw new ArgumentException(
            "the key " + key + " does not fit its names",
            "it has " + key.size() + " parts, and there are " + keyNames.size() + " names",
            "name each part: " + keyNames,
            StructLayout.SEE);
      }
    }
    return new KeyedHistogram(keyNames, histograms);
  }

  /**
   * Reads the entries of a map: all columns but the slot and the count are the key.
   *
   * @param name what is counted, with its unit
   * @param scale the bins
   * @param entries a row an entry
   * @param slot the column with the bin's index
   * @param count the column with the count
   * @return the histograms, those with most values first
   * @throws UnknownNameException when a column is not there
   * @throws ArgumentException when a slot is outside of the scale
   */
  public static KeyedHistogram ofEntries(
      String name, Scale scale, Table entries, String slot, String count) {
    NumericColumn<?> slots = number(entries, slot);
    NumericColumn<?> counts = number(entries, count);
    List<Column<?>> keys =
        entries.columns().stream().filter(each -> each != slots && each != counts).toList();
    Map<List<Object>, long[]> found = new LinkedHashMap<>();
    for (int row = 0; row < entries.rowCount(); row++) {
      int at = row;
      List<Object> key = keys.stream().<Object>map(each -> each.get(at)).toList();
      long bin = ((Number) slots.get(row)).longValue();
      if (bin < 0 || bin >= scale.size()) {
        throw new ArgumentException(
            "the slot " + bin + " of " + name + " is no bin",
            "a histogram of this kind has the slots 0 to " + (scale.size() - 1),
            "use bpf_log2l(value) as the slot, or read the map with table()",
            StructLayout.SEE);
      }
      found.computeIfAbsent(key, each -> new long[scale.size()])[(int) bin] +=
          ((Number) counts.get(row)).longValue();
    }
    Map<List<Object>, Histogram> all = new LinkedHashMap<>();
    found.forEach((key, values) -> all.put(key, Histogram.of(name, scale, values)));
    if (keys.isEmpty() && all.isEmpty()) {
      all.put(List.of(), Histogram.of(name, scale));
    }
    return of(keys.stream().map(Column::name).toList(), all).sorted();
  }

  private static NumericColumn<?> number(Table entries, String name) {
    if (!entries.containsColumn(name)) {
      throw new UnknownNameException(
          "there is no column \"" + name + "\"",
          Nearest.hint(name, entries.columnNames()),
          "name one of: " + String.join(", ", entries.columnNames()),
          StructLayout.SEE);
    }
    if (entries.column(name) instanceof NumericColumn<?> column) {
      return column;
    }
    throw new ArgumentException(
        "the column " + name + " is no slot or count",
        "it holds " + entries.column(name).type().name().toLowerCase(java.util.Locale.ROOT),
        "name a column of numbers",
        StructLayout.SEE);
  }

  private KeyedHistogram sorted() {
    Map<List<Object>, Histogram> most = new LinkedHashMap<>();
    histograms.entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue().total(), a.getValue().total()))
        .forEach(each -> most.put(each.getKey(), each.getValue()));
    return new KeyedHistogram(keyNames, most);
  }

  /**
   * The names of the key's parts.
   *
   * @return the names; none for a single histogram
   */
  public List<String> keyNames() {
    return keyNames;
  }

  /**
   * All histograms.
   *
   * @return each key's, in the order shown
   */
  public Map<List<Object>, Histogram> histograms() {
    return histograms;
  }

  /**
   * The histogram of one key.
   *
   * @param key the parts of the key
   * @return its histogram
   * @throws UnknownNameException when no value was counted for it
   */
  public Histogram get(Object... key) {
    String wanted = label(List.of(key));
    for (Map.Entry<List<Object>, Histogram> each : histograms.entrySet()) {
      if (label(each.getKey()).equals(wanted)) {
        return each.getValue();
      }
    }
    List<String> keys = histograms.keySet().stream().map(KeyedHistogram::label).toList();
    throw new UnknownNameException(
        "there is no histogram of " + wanted,
        Nearest.hint(wanted, keys),
        "name a key that is in histograms()",
        StructLayout.SEE);
  }

  /**
   * All keys together.
   *
   * @return the sum; an empty log2 histogram when there are none
   */
  public Histogram sum() {
    return histograms.values().stream()
        .reduce(Histogram::plus)
        .orElseGet(() -> Histogram.log2("value"));
  }

  /**
   * All bins as a table.
   *
   * @return the key's columns, then low, high (inclusive) and count; a row a bin of a key
   */
  public Table table() {
    Table all = null;
    for (Map.Entry<List<Object>, Histogram> each : histograms.entrySet()) {
      Table bins = each.getValue().table();
      for (int part = keyNames.size() - 1; part >= 0; part--) {
        bins.insertColumn(0, constant(part, each.getKey().get(part), bins.rowCount()));
      }
      all = all == null ? bins : all.append(bins);
    }
    return all == null ? sum().table() : all;
  }

  private Column<?> constant(int part, Object value, int rows) {
    String name = keyNames.get(part);
    boolean numbers =
        histograms.keySet().stream().map(key -> key.get(part)).allMatch(Number.class::isInstance);
    if (numbers) {
      long[] values = new long[rows];
      java.util.Arrays.fill(values, ((Number) value).longValue());
      return tech.tablesaw.api.LongColumn.create(name, values);
    }
    return StringColumn.create(name, Collections.nCopies(rows, String.valueOf(value)));
  }

  /**
   * A key as one text.
   *
   * @param key its parts
   * @return the parts with commas between
   */
  public static String label(List<Object> key) {
    return key.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  /**
   * BCC's text: every histogram under {@code <heading> = <key>}.
   *
   * @param heading BCC's section_header
   * @return the text, as print_log2_hist and print_linear_hist give it
   */
  public String text(String heading) {
    List<String> sections = new ArrayList<>();
    histograms.forEach(
        (key, histogram) -> sections.add("\n" + heading + " = " + label(key) + "\n" + histogram));
    return String.join("", sections);
  }

  /**
   * The text under the key's own names: of BCC's scales as BCC prints it, else as bpftrace does.
   */
  @Override
  public String toString() {
    if (keyNames.isEmpty()) {
      return sum().toString();
    }
    Scale scale = sum().scale();
    if (scale instanceof Scale.Log2 || scale instanceof Scale.Linear) {
      return text(String.join(", ", keyNames));
    }
    StringBuilder text = new StringBuilder();
    histograms.forEach(
        (key, histogram) -> text.append("[" + label(key) + "]: \n" + histogram + "\n"));
    return text.toString();
  }
}
