package dev.tracebook.table;

import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

/**
 * A histogram in powers of two, as {@code bpf_log2l} fills it: slot n holds values from 2^(n-1) to
 * 2^n - 1, slot 1 holds 0 and 1.
 *
 * @param name the name of what is counted
 * @param slots the counts, from slot 0
 */
public record Histogram(String name, List<Long> slots) {
  private static final int NARROW_SLOTS = 32;

  /**
   * Makes a histogram.
   *
   * @param name the name of what is counted
   * @param slots the counts, from slot 0
   */
  public Histogram {
    slots = List.copyOf(slots);
  }

  private int last() {
    int last = slots.size() - 1;
    while (last > 0 && slots.get(last) == 0) {
      last--;
    }
    return last;
  }

  private static long low(int slot) {
    return slot == 1 ? 0 : 1L << (slot - 1);
  }

  private static long high(int slot) {
    return (1L << slot) - 1;
  }

  /**
   * The bins up to the last that is not empty.
   *
   * @return columns low, high (both in the unit of the values, inclusive) and count
   */
  public Table table() {
    LongColumn low = LongColumn.create("low");
    LongColumn high = LongColumn.create("high");
    LongColumn count = LongColumn.create("count");
    for (int slot = 1; slot <= last(); slot++) {
      low.append(low(slot));
      high.append(high(slot));
      count.append(slots.get(slot));
    }
    return Table.create(name, low, high, count);
  }

  /**
   * Counts the values.
   *
   * @return the sum over all bins
   */
  public long total() {
    return slots.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The text that BCC's print_log2_hist gives, byte for byte.
   *
   * @return one line a bin under a heading
   */
  @Override
  public String toString() {
    int last = last();
    if (last == 0) {
      return "";
    }
    boolean narrow = last <= NARROW_SLOTS;
    int width = narrow ? 40 : 20;
    long most = slots.stream().mapToLong(Long::longValue).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            narrow
                ? "     %-19s : count     distribution%n"
                : "               %-29s : count     distribution%n",
            name));
    for (int slot = 1; slot <= last; slot++) {
      text.append(
          String.format(
              Locale.ROOT,
              (narrow ? "%10d -> %-10d" : "%20d -> %-20d") + " : %-8d |%-" + width + "s|%n",
              low(slot),
              high(slot),
              slots.get(slot),
              stars(slots.get(slot), most, width)));
    }
    return text.toString();
  }

  private static String stars(long value, long most, int width) {
    int count = 0;
    while (count <= width - 1 && count <= (double) width * value / most - 1) {
      count++;
    }
    return "*".repeat(count);
  }
}
