package dev.tracebook.table;

import java.util.Locale;

/** Histograms as BCC's Python (table.py) and bpftrace (output.cpp) print them, byte for byte. */
final class HistogramText {
  private static final int BCC_WIDTH = 40;
  private static final int BCC_NARROW_SLOTS = 32;
  private static final int BPFTRACE_WIDTH = 52;

  private HistogramText() {}

  static String of(Histogram histogram, boolean stripLeadingZeros) {
    int last = histogram.lastBin();
    StringBuilder text = new StringBuilder();
    boolean log2 = histogram.scale() instanceof Scale.Log2;
    if (last < 0 || (log2 && last == 0)) {
      return "";
    }
    boolean bcc = log2 || histogram.scale() instanceof Scale.Linear;
    boolean wide = log2 && last > BCC_NARROW_SLOTS;
    if (bcc) {
      text.append(heading(histogram, wide));
    }
    boolean strip = bcc && stripLeadingZeros;
    for (int bin = histogram.firstBin(); bin <= last; bin++) {
      strip &= histogram.count(bin) == 0;
      if (!strip) {
        text.append(bcc ? bccLine(histogram, bin, wide) : bpftraceLine(histogram, bin))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String heading(Histogram histogram, boolean wide) {
    String format = wide ? "               %-29s" : "     %-19s";
    if (histogram.scale() instanceof Scale.Linear) {
      format = "     %-13s";
    }
    return format(format + " : count     distribution\n", histogram.name());
  }

  private static String bccLine(Histogram histogram, int bin, boolean wide) {
    int width = wide ? BCC_WIDTH / 2 : BCC_WIDTH;
    long count = histogram.count(bin);
    String bar = format(" : %-8d |%-" + width + "s|", count, stars(count, histogram.most(), width));
    if (histogram.scale() instanceof Scale.Linear) {
      return format("        %-10d", bin) + bar;
    }
    String low = Long.toUnsignedString(bin == 1 ? 0 : 1L << (bin - 1));
    String high = Long.toUnsignedString(bin == 64 ? -1 : (1L << bin) - 1);
    return format(wide ? "%20s -> %-20s" : "%10s -> %-10s", low, high) + bar;
  }

  private static String stars(long value, long most, int width) {
    int count = 0;
    while (count <= width - 1 && count <= (double) width * value / most - 1) {
      count++;
    }
    return "*".repeat(count);
  }

  private static String bpftraceLine(Histogram histogram, int bin) {
    long count = histogram.count(bin);
    // In single precision, as bpftrace computes it.
    int bar = (int) ((float) count / (float) histogram.most() * BPFTRACE_WIDTH);
    return format(
        "%-16s%8d |%-" + BPFTRACE_WIDTH + "s|",
        label(histogram.scale(), bin),
        count,
        "@".repeat(bar));
  }

  /** A bin's interval as bpftrace writes it, such as {@code [1K, 2K)}. */
  static String label(Scale scale, int bin) {
    long low = scale.low(bin);
    long high = scale.high(bin);
    boolean powers = !(scale instanceof Scale.Lhist);
    if (low == Long.MIN_VALUE) {
      return "(..., " + number(high + 1, powers) + ")";
    }
    if (powers && low == high) {
      return "[" + low + "]";
    }
    if (scale instanceof Scale.Lhist lhist && high == Long.MAX_VALUE) {
      return "[" + number(lhist.max(), false) + ", ...)";
    }
    if (high == Long.MAX_VALUE) {
      return "[" + number(low, powers) + ", 8E)";
    }
    return "[" + number(low, powers) + ", " + number(high + 1, powers) + ")";
  }

  private static String number(long value, boolean powers) {
    // lhist() knows K and M only.
    String units = powers ? "KMGTPE" : "KM";
    long rest = value;
    int unit = 0;
    while (rest != 0 && rest % 1024 == 0 && unit < units.length()) {
      rest /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(value) : rest + units.substring(unit - 1, unit);
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
