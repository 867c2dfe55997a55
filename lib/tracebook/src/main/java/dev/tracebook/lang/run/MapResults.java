package dev.tracebook.lang.run;

import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes of a map's entries all that they can be seen as. */
final class MapResults {
  private final Words words;
  private final MapText text;
  private final MapTable tables;

  MapResults(Words words, MapText text, MapTable tables) {
    this.words = words;
    this.text = text;
    this.tables = tables;
  }

  MapResult of(MapUse use, List<Entry> entries) {
    List<Entry> descending = new ArrayList<>(text.sorted(use, entries));
    Aggregation how = use.aggregation();
    if (how != null) {
      Collections.reverse(descending);
    }
    boolean histogram = how != null && (how.name().equals("hist") || how.name().equals("lhist"));
    return new MapResult(
        tables.table(use, descending),
        text.text(use, entries, 0, 1),
        histogram ? histograms(use, descending) : null,
        how != null && adds(how) ? folded(use, descending) : null,
        how == null ? -1 : total(how, entries));
  }

  private static boolean adds(Aggregation how) {
    return how.name().equals("count") || how.name().equals("sum");
  }

  private static long total(Aggregation how, List<Entry> entries) {
    return switch (how.name()) {
      case "count", "stats" -> entries.stream().mapToLong(each -> each.numbers()[0]).sum();
      case "hist", "lhist" ->
          entries.stream().mapToLong(each -> Arrays.stream(each.numbers()).sum()).sum();
      default -> -1;
    };
  }

  private KeyedHistogram histograms(MapUse use, List<Entry> entries) {
    List<String> names = IntStream.range(0, use.keyTypes().size()).mapToObj(use::keyName).toList();
    Map<List<Object>, Histogram> all = new LinkedHashMap<>();
    if (entries.isEmpty() && !use.keyed()) {
      all.put(
          List.of(), MapText.histogram(use, new Entry(new byte[0], new byte[0], new long[0]), 1));
    }
    for (Entry entry : entries) {
      // Two keys that read alike, such as two stacks with the same names, are one.
      all.merge(key(use, entry), MapText.histogram(use, entry, 1), Histogram::plus);
    }
    return KeyedHistogram.of(names, all);
  }

  private List<Object> key(MapUse use, Entry entry) {
    List<Object> parts = new ArrayList<>();
    ByteBuffer data = entry.keyData();
    for (int i = 0; i < use.keyTypes().size(); i++) {
      Type type = use.keyTypes().get(i);
      int at = use.key().offset(i);
      parts.add(words.plain(type, data, at));
    }
    return parts;
  }

  /** What is counted by stack: other parts of the key below all frames, user frames before. */
  private @Nullable Map<String, Long> folded(MapUse use, List<Entry> entries) {
    List<Type> types = use.keyTypes();
    if (types.stream().noneMatch(Type.Stack.class::isInstance)) {
      return null;
    }
    Map<String, Long> all = new LinkedHashMap<>();
    for (Entry entry : entries) {
      ByteBuffer data = entry.keyData();
      List<String> others = new ArrayList<>();
      List<String> user = new ArrayList<>();
      List<String> kernel = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        int at = use.key().offset(i);
        if (types.get(i) instanceof Type.Stack stack) {
          (stack.user() ? user : kernel).addAll(words.frames(stack, data, at));
        } else {
          others.add(words.text(types.get(i), data, at).replace(';', ':'));
        }
      }
      others.addAll(user);
      others.addAll(kernel);
      all.merge(String.join(";", others), entry.numbers()[0], Long::sum);
    }
    return all;
  }
}
