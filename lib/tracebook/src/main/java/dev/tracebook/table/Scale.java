package dev.tracebook.table;

import dev.tracebook.error.ArgumentException;

/**
 * Which values each bin of a {@link Histogram} holds. Bounds are inclusive; {@link Long#MIN_VALUE}
 * as low and {@link Long#MAX_VALUE} as high mean "no bound".
 */
public sealed interface Scale {
  /**
   * The lowest value of a bin.
   *
   * @param bin its index, from 0
   * @return the value, inclusive
   */
  long low(int bin);

  /**
   * The highest value of a bin.
   *
   * @param bin its index, from 0
   * @return the value, inclusive
   */
  long high(int bin);

  /**
   * How many bins there can be.
   *
   * @return the count
   */
  int size();

  /**
   * Finds the bin of a value.
   *
   * @param value the value
   * @return the bin's index
   */
  int bin(long value);

  /**
   * BCC's {@code bpf_log2l}: bin n holds 2^(n-1) to 2^n - 1, bin 1 holds 0 and 1, bin 0 nothing.
   * Values from 2^63 are in bin 64.
   */
  record Log2() implements Scale {
    @Override
    public long low(int bin) {
      return bin <= 1 ? 0 : bin > 63 ? Long.MAX_VALUE : 1L << (bin - 1);
    }

    @Override
    public long high(int bin) {
      return bin == 0 ? 0 : bin >= 63 ? Long.MAX_VALUE : (1L << bin) - 1;
    }

    @Override
    public int size() {
      return 65;
    }

    @Override
    public int bin(long value) {
      return value < 0 ? 64 : Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(value));
    }
  }

  /** BCC's linear histogram: bin n holds the value n; the last of 1025 is 1024. */
  record Linear() implements Scale {
    @Override
    public long low(int bin) {
      return bin;
    }

    @Override
    public long high(int bin) {
      return bin;
    }

    @Override
    public int size() {
      return 1025;
    }

    @Override
    public int bin(long value) {
      if (value < 0 || value >= size()) {
        throw outside(value, "0 to 1024");
      }
      return (int) value;
    }
  }

  /**
   * bpftrace's {@code hist()}: bin 0 holds the negative values, bin 1 the value 0, bin 2 the value
   * 1, bin n from 2^(n-2) up to, but without, 2^(n-1).
   */
  record Hist() implements Scale {
    @Override
    public long low(int bin) {
      return bin == 0 ? Long.MIN_VALUE : bin == 1 ? 0 : 1L << (bin - 2);
    }

    @Override
    public long high(int bin) {
      return bin == 0 ? -1 : bin == 1 ? 0 : bin >= 64 ? Long.MAX_VALUE : (1L << (bin - 1)) - 1;
    }

    @Override
    public int size() {
      return 65;
    }

    @Override
    public int bin(long value) {
      return value < 0 ? 0 : value == 0 ? 1 : Long.SIZE - Long.numberOfLeadingZeros(value) + 1;
    }
  }

  /**
   * bpftrace's {@code lhist(value, min, max, step)}: bin 0 holds what is below min, then a bin a
   * step, then one for max and above, which also has what is left over where max is no whole number
   * of steps above min (bpftrace labels it as max and above all the same).
   *
   * @param min the lowest value of the first step
   * @param max the lowest value above the last step
   * @param step the width of a bin
   */
  record Lhist(long min, long max, long step) implements Scale {
    /** bpftrace's own limit. */
    private static final int MOST_BINS = 1000;

    /**
     * Checks the bounds as bpftrace does.
     *
     * @param min the lowest value of the first step
     * @param max the lowest value above the last step
     * @param step the width of a bin
     * @throws ArgumentException when there is no step, or more than 1000
     */
    public Lhist {
      if (step <= 0 || max <= min || (max - min) / step > MOST_BINS || max - min < 0) {
        throw new ArgumentException(
            "lhist from " + min + " to " + max + " by " + step + " has no bins",
            "it needs min < max, step > 0 and at most " + MOST_BINS + " steps",
            "widen the step or narrow the range",
            "https://github.com/bpftrace/bpftrace/blob/master/man/adoc/bpftrace.adoc");
      }
    }

    private int steps() {
      return (int) ((max - min) / step);
    }

    @Override
    public long low(int bin) {
      return bin == 0 ? Long.MIN_VALUE : min + (bin - 1) * step;
    }

    @Override
    public long high(int bin) {
      return bin == 0 ? min - 1 : bin > steps() ? Long.MAX_VALUE : min + bin * step - 1;
    }

    @Override
    public int size() {
      return steps() + 2;
    }

    @Override
    public int bin(long value) {
      if (value < min) {
        return 0;
      }
      return value >= max ? steps() + 1 : (int) ((value - min) / step) + 1;
    }
  }

  private static ArgumentException outside(long value, String range) {
    return new ArgumentException(
        "the value " + value + " has no bin",
        "a linear histogram holds " + range,
        "use a log2 histogram",
        StructLayout.SEE);
  }
}
