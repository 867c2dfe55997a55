package dev.tracebook.lang.run;

import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.Scale;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;

/** Maps as bpftrace prints them. */
final class MapText {
  private final Words words;

  MapText(Words words) {
    this.words = words;
  }

  /** The whole map, or its largest entries, values divided. */
  String text(MapUse use, List<Entry> all, long top, long divisor) {
    List<Entry> entries = sorted(use, all);
    if (top > 0 && entries.size() > top) {
      entries = entries.subList((int) (entries.size() - top), entries.size());
    }
    StringBuilder text = new StringBuilder();
    Aggregation how = use.aggregation();
    boolean bucketed = how != null && how.bucketed();
    for (Entry entry : entries) {
      text.append('@').append(use.name()).append(key(use, entry)).append(bucketed ? ":" : ": ");
      text.append(bucketed ? "\n" : "").append(value(use, entry, divisor)).append('\n');
    }
    boolean spaced = how != null && (how.name().equals("avg") || how.name().equals("stats"));
    return text.append(spaced && !entries.isEmpty() ? "\n" : "").toString();
  }

  /** By value where that is a number, else by key. */
  List<Entry> sorted(MapUse use, List<Entry> all) {
    List<Entry> entries = new ArrayList<>(all);
    Comparator<Entry> byKey = (a, b) -> compareKeys(use, a, b);
    Aggregation how = use.aggregation();
    if (how != null) {
      boolean stats = how.name().equals("stats");
      boolean unsigned = !how.signed() && !how.bucketed();
      Comparator<Entry> byValue =
          (a, b) ->
              unsigned
                  ? Long.compareUnsigned(a.weight(stats), b.weight(stats))
                  : Long.compare(a.weight(stats), b.weight(stats));
      entries.sort(byValue.thenComparing(byKey));
    } else if (use.value() instanceof Type.Int type) {
      Comparator<Entry> byValue =
          (a, b) -> compare(type, a.valueData().getLong(0), b.valueData().getLong(0));
      entries.sort(byValue.thenComparing(byKey));
    } else {
      entries.sort(byKey);
    }
    return entries;
  }

  private static int compare(Type type, long a, long b) {
    boolean unsigned = type instanceof Type.Int i && !i.signed();
    return unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
  }

  private int compareKeys(MapUse use, Entry a, Entry b) {
    int at = 0;
    for (Type type : use.keyTypes()) {
      int order =
          type.scalar()
              ? compare(type, a.keyData().getLong(at), b.keyData().getLong(at))
              : words.text(type, a.keyData(), at).compareTo(words.text(type, b.keyData(), at));
      if (order != 0) {
        return order;
      }
      at += type.stored();
    }
    return 0;
  }

  private String key(MapUse use, Entry entry) {
    if (!use.keyed()) {
      return "";
    }
    ByteBuffer data = entry.keyData();
    StringJoiner all = new StringJoiner(", ", "[", "]");
    int at = 0;
    for (Type type : use.keyTypes()) {
      all.add(words.text(type, data, at));
      at += type.stored();
    }
    return all.toString();
  }

  private String value(MapUse use, Entry entry, long divisor) {
    Aggregation how = use.aggregation();
    if (how == null) {
      if (use.value() instanceof Type.Int type) {
        return Words.integer(divided(type.signed(), entry.valueData().getLong(0), divisor), type);
      }
      return words.text(use.value(), entry.valueData(), 0);
    }
    long[] numbers = entry.numbers();
    Type.Int type = new Type.Int(8, how.signed(), false);
    return switch (how.name()) {
      case "hist", "lhist" -> histogram(use, entry, divisor).toString();
      case "stats" ->
          "count "
              + numbers[0]
              + ", average "
              + Words.integer(numbers[1], type)
              + ", total "
              + Words.integer(numbers[2], type);
      case "tseries" -> series(how, numbers);
      default -> Words.integer(divided(how.signed(), numbers[0], divisor), type);
    };
  }

  private static long divided(boolean signed, long value, long divisor) {
    return signed ? value / divisor : Long.divideUnsigned(value, divisor);
  }

  private static String series(Aggregation how, long[] pairs) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      text.append(
          String.format("%16d ns | %d%n", pairs[i] * how.parameters().get(0), pairs[i + 1]));
    }
    return text.toString();
  }

  /** The histogram of an entry. */
  static Histogram histogram(MapUse use, Entry entry, long divisor) {
    Aggregation how = java.util.Objects.requireNonNull(use.aggregation());
    List<Long> p = how.parameters();
    Scale scale =
        how.name().equals("lhist")
            ? new Scale.Lhist(p.get(0), p.get(1), p.get(2))
            : new Scale.Hist();
    long[] counts = new long[scale.size()];
    for (int i = 0; i < entry.numbers().length; i++) {
      // Values from 2^63 on, which only unsigned ones have, are in the last bin.
      counts[Math.min(i, counts.length - 1)] += entry.numbers()[i] / divisor;
    }
    return Histogram.of("@" + use.name(), scale, counts);
  }
}
