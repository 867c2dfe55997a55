package dev.tracebook.lang.run;

import dev.tracebook.bpf.BpfMap;
import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.MapUse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a script's map: the words of all CPUs added up, buckets put together. */
final class MapReader {
  private MapReader() {}

  static List<Entry> read(BpfMap map, MapUse use) {
    Aggregation how = use.aggregation();
    if (how == null) {
      List<Entry> entries = new ArrayList<>();
      map.forEach((key, value) -> entries.add(new Entry(bytes(key), bytes(value), new long[0])));
      return entries;
    }
    return how.bucketed() ? buckets(map, use, how) : totals(map, how);
  }

  private static byte[] bytes(ByteBuffer data) {
    byte[] bytes = new byte[data.remaining()];
    data.get(0, bytes);
    return bytes;
  }

  private static List<Entry> totals(BpfMap map, Aggregation how) {
    List<Entry> entries = new ArrayList<>();
    map.forEach(
        (key, value) -> {
          long[] words = add(how, value);
          long[] numbers =
              switch (how.name()) {
                case "avg" -> new long[] {average(how, words)};
                case "stats" -> new long[] {words[1], average(how, words), words[0]};
                default -> new long[] {words[0]};
              };
          entries.add(new Entry(bytes(key), new byte[0], numbers));
        });
    return entries;
  }

  private static long average(Aggregation how, long[] words) {
    if (words[1] == 0) {
      return 0;
    }
    return how.signed() ? words[0] / words[1] : Long.divideUnsigned(words[0], words[1]);
  }

  /** The words over all CPUs. */
  private static long[] add(Aggregation how, ByteBuffer value) {
    long[] words = new long[how.words()];
    boolean extreme = how.name().equals("min") || how.name().equals("max");
    for (int at = 0; at < value.capacity(); at += how.words() * 8) {
      if (!extreme) {
        for (int i = 0; i < words.length; i++) {
          words[i] += value.getLong(at + 8 * i);
        }
      } else if (value.getLong(at + 8) != 0) {
        long each = value.getLong(at);
        boolean better = words[1] == 0 || better(how, how.name(), each, words[0]);
        words[0] = better ? each : words[0];
        words[1] = 1;
      }
    }
    return words;
  }

  private static boolean better(Aggregation how, String name, long a, long b) {
    int order = how.signed() ? Long.compare(a, b) : Long.compareUnsigned(a, b);
    return name.equals("min") ? order < 0 : order > 0;
  }

  private static List<Entry> buckets(BpfMap map, MapUse use, Aggregation how) {
    Map<ByteBuffer, long[]> counts = new LinkedHashMap<>();
    Map<ByteBuffer, Map<Long, long[]>> series = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          byte[] all = bytes(key);
          ByteBuffer own = ByteBuffer.wrap(java.util.Arrays.copyOf(all, use.keyBytes()));
          if (how.name().equals("tseries")) {
            intervals(how, value, series.computeIfAbsent(own, k -> new TreeMap<>()));
            return;
          }
          int bucket = (int) key.getLong(use.keyBytes());
          long[] slots = counts.computeIfAbsent(own, k -> new long[how.lastBucket() + 1]);
          slots[Math.min(bucket, how.lastBucket())] += add(how, value)[0];
        });
    List<Entry> entries = new ArrayList<>();
    counts.forEach((key, slots) -> entries.add(new Entry(bytes(key), new byte[0], slots)));
    series.forEach(
        (key, values) -> entries.add(new Entry(bytes(key), new byte[0], newest(how, values))));
    return entries;
  }

  /** Adds a bucket's words: value, interval, and count or time of each CPU. */
  private static void intervals(Aggregation how, ByteBuffer value, Map<Long, long[]> into) {
    for (int at = 0; at < value.capacity(); at += 24) {
      long number = value.getLong(at);
      long interval = value.getLong(at + 8);
      long third = value.getLong(at + 16);
      if (third == 0) {
        continue;
      }
      long[] before = into.putIfAbsent(interval, new long[] {number, third});
      if (before == null) {
        continue;
      }
      switch (how.function()) {
        case "avg", "sum" -> {
          before[0] += number;
          before[1] += third;
        }
        case "min", "max" ->
            before[0] = better(how, how.function(), number, before[0]) ? number : before[0];
        default -> {
          before[0] = third > before[1] ? number : before[0];
          before[1] = Math.max(third, before[1]);
        }
      }
    }
  }

  private static long[] newest(Aggregation how, Map<Long, long[]> values) {
    long last = ((TreeMap<Long, long[]>) values).lastKey();
    List<Long> pairs = new ArrayList<>();
    values.forEach(
        (interval, words) -> {
          if (interval > last - how.parameters().get(1)) {
            pairs.add(interval);
            pairs.add(how.function().equals("avg") ? words[0] / words[1] : words[0]);
          }
        });
    return pairs.stream().mapToLong(Long::longValue).toArray();
  }
}
