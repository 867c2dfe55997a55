package dev.tracebook.table;

import dev.tracebook.error.ArgumentException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * Counts of values by bins, as BCC or bpftrace gather them in the kernel.
 *
 * <p>{@link #toString()} is the text that the tool of the same scale prints. Example: {@code
 * Histogram.log2("usecs", slots).percentile(99)}
 */
public final class Histogram {
  private final String name;
  private final Scale scale;
  private final long[] counts;

  /**
   * One bin.
   *
   * @param low the lowest value, inclusive; {@link Long#MIN_VALUE} without bound
   * @param high the highest value, inclusive; {@link Long#MAX_VALUE} without bound
   * @param count how many values were in it
   */
  public record Bin(long low, long high, long count) {}

  private Histogram(String name, Scale scale, long[] counts) {
    this.name = name;
    this.scale = scale;
    this.counts = counts;
  }

  /**
   * Makes a histogram.
   *
   * @param name what is counted, with its unit: the heading of the text, such as {@code usecs}
   * @param scale the bins
   * @param counts the count of each bin from bin 0; bins that are left out hold nothing
   * @return the histogram
   * @throws ArgumentException when there are more counts than bins, or a negative one
   */
  public static Histogram of(String name, Scale scale, long... counts) {
    if (counts.length > scale.size() || Arrays.stream(counts).anyMatch(each -> each < 0)) {
      throw new ArgumentException(
          "these counts are no histogram of " + scale,
          counts.length + " counts, " + scale.size() + " bins; the lowest is " + lowest(counts),
          "give one count a bin, none negative",
          StructLayout.SEE);
    }
    return new Histogram(name, scale, Arrays.copyOf(counts, scale.size()));
  }

  private static String lowest(long[] counts) {
    return Arrays.stream(counts).min().stream().mapToObj(String::valueOf).findFirst().orElse("");
  }

  /**
   * Makes one in powers of two, as {@code dist.increment(bpf_log2l(value))} fills it.
   *
   * @param name what is counted, with its unit
   * @param slots the counts from slot 0, at most 65
   * @return the histogram
   */
  public static Histogram log2(String name, long... slots) {
    return of(name, new Scale.Log2(), slots);
  }

  /**
   * Makes one with a bin a value, as {@code dist.increment(value)} fills it.
   *
   * @param name what is counted, with its unit
   * @param slots the counts from value 0, at most 1025
   * @return the histogram
   */
  public static Histogram linear(String name, long... slots) {
    return of(name, new Scale.Linear(), slots);
  }

  /**
   * What is counted, with its unit.
   *
   * @return the heading of the text
   */
  public String name() {
    return name;
  }

  /**
   * The same counts under another heading.
   *
   * @param other such as {@code usecs}
   * @return the histogram
   */
  public Histogram named(String other) {
    return new Histogram(other, scale, counts);
  }

  /**
   * Which values each bin holds.
   *
   * @return the scale
   */
  public Scale scale() {
    return scale;
  }

  /**
   * The count of a bin.
   *
   * @param bin its index in the scale
   * @return the count
   */
  public long count(int bin) {
    return counts[bin];
  }

  /**
   * The bin that is shown first: BCC begins at its lowest, bpftrace at the first with a value.
   *
   * @return its index in the scale
   */
  public int firstBin() {
    if (scale instanceof Scale.Linear) {
      return 0;
    }
    return scale instanceof Scale.Log2 ? 1 : filled().findFirst().orElse(0);
  }

  /**
   * The last bin with a value.
   *
   * @return its index in the scale; -1 without any value
   */
  public int lastBin() {
    OptionalInt last = filled().reduce((a, b) -> b);
    return last.orElse(-1);
  }

  private java.util.stream.IntStream filled() {
    return java.util.stream.IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0);
  }

  /**
   * The largest count.
   *
   * @return the count of the fullest bin, 0 without any value
   */
  public long most() {
    return Arrays.stream(counts).max().orElse(0);
  }

  /**
   * The bins that the text shows: up to the last that is not empty, with empty ones between.
   *
   * @return the bins from low to high
   */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int bin = firstBin(); bin <= lastBin(); bin++) {
      bins.add(bin(bin));
    }
    return bins;
  }

  /**
   * The bins of {@link #bins()} as intervals without their upper end, in units of 1024: {@code [1K,
   * 2K)}, as bpftrace writes them.
   *
   * @return a label a bin
   */
  public List<String> labels() {
    List<String> labels = new ArrayList<>();
    for (int bin = firstBin(); bin <= lastBin(); bin++) {
      labels.add(HistogramText.label(scale, bin));
    }
    return labels;
  }

  private Bin bin(int index) {
    return new Bin(scale.low(index), scale.high(index), counts[index]);
  }

  /**
   * The bins as a table.
   *
   * @return columns low, high (both in the unit of the values, inclusive; missing where there is no
   *     bound) and count, a row a bin
   */
  public Table table() {
    LongColumn low = LongColumn.create("low");
    LongColumn high = LongColumn.create("high");
    LongColumn count = LongColumn.create("count");
    for (Bin each : bins()) {
      append(low, each.low(), Long.MIN_VALUE);
      append(high, each.high(), Long.MAX_VALUE);
      count.append(each.count());
    }
    return Table.create(name, low, high, count);
  }

  private static void append(LongColumn column, long bound, long none) {
    if (bound == none) {
      column.appendMissing();
    } else {
      column.append(bound);
    }
  }

  /**
   * Counts the values.
   *
   * @return the sum over all bins
   */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /**
   * Finds the bin that a percentile is in. The value itself is not known: it lies between the bin's
   * bounds.
   *
   * @param percent above 0 and at most 100; 50 is the median
   * @return the bin in which the {@code ceil(total * percent / 100)}-th lowest value is
   * @throws ArgumentException when the percent is out of range, or no value was counted
   */
  public Bin percentile(double percent) {
    long total = total();
    if (!(percent > 0 && percent <= 100) || total == 0) {
      throw new ArgumentException(
          "there is no percentile " + percent + " of " + name,
          total == 0 ? "no value was counted" : "it must be above 0 and at most 100",
          "percentile(50) is the median",
          StructLayout.SEE);
    }
    long rank = Math.max(1, (long) Math.ceil(total * percent / 100));
    int bin = 0;
    for (long seen = counts[0]; seen < rank && bin < lastBin(); ) {
      seen += counts[++bin];
    }
    return bin(bin);
  }

  /**
   * Adds the counts of another histogram.
   *
   * @param other one with the same scale
   * @return the sum
   * @throws ArgumentException when the scales differ
   */
  public Histogram plus(Histogram other) {
    if (!scale.equals(other.scale)) {
      throw new ArgumentException(
          "the histograms " + name + " and " + other.name + " cannot be added",
          "their bins differ: " + scale + " and " + other.scale,
          "add histograms of one kind",
          StructLayout.SEE);
    }
    long[] sums = counts.clone();
    Arrays.setAll(sums, bin -> Math.addExact(counts[bin], other.counts[bin]));
    return new Histogram(name, scale, sums);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Histogram same
        && name.equals(same.name)
        && scale.equals(same.scale)
        && Arrays.equals(counts, same.counts);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + Arrays.hashCode(counts);
  }

  /**
   * The text that BCC's print_log2_hist or print_linear_hist, or bpftrace's print, gives, byte for
   * byte.
   *
   * @return a line a bin, under a heading in BCC's; empty without values
   */
  @Override
  public String toString() {
    return HistogramText.of(this, false);
  }

  /**
   * BCC's text with {@code strip_leading_zero=True}: without the empty bins before the first that
   * is not.
   *
   * @return the text
   */
  public String withoutLeadingZeros() {
    return HistogramText.of(this, true);
  }
}
