package dev.tracebook.bench;

import java.util.Arrays;
import java.util.Locale;

/** Figures of several rounds: the median is what is told, with the range. */
final class Rounds {
  private double[] values = {};

  void add(double value) {
    values = Arrays.copyOf(values, values.length + 1);
    values[values.length - 1] = value;
  }

  double median() {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  String text(String unit) {
    return String.format(
        Locale.ROOT,
        "%.1f %s (%.1f to %.1f in %d rounds)",
        median(),
        unit,
        Arrays.stream(values).min().orElse(Double.NaN),
        Arrays.stream(values).max().orElse(Double.NaN),
        values.length);
  }
}
