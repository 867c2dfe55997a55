package dev.tracebook.table;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.strings.IntDictionaryMap.IntDictionaryBuilder;

/** Texts, and whatever is shown as text, as dictionary codes: decoded once a distinct value. */
final class CodeStore extends ColumnStore {
  private final List<int[]> chunks = new ArrayList<>();
  private final BytesDictionary dictionary;

  CodeStore(Field field) {
    super(field);
    dictionary = new BytesDictionary(field.totalBytes(), field.kind() == Field.Kind.TEXT);
  }

  @Override
  void fill(ByteBuffer data, int[] offsets, int from, int end, int chunk, int at) {
    if (chunk == chunks.size()) {
      chunks.add(new int[CHUNK]);
    }
    dictionary.codes(data, offsets, field.offsetBytes(), from, end, chunks.get(chunk), at);
  }

  @Override
  Column<?> column(int rows, boolean release) {
    var keyToValue = new Int2ObjectOpenHashMap<String>();
    var valueToKey = new Object2IntOpenHashMap<String>();
    int[] unified = new int[dictionary.size() + 1];
    for (int code = 1; code <= dictionary.size(); code++) {
      // Two byte sequences that are no UTF-8 may read as one text.
      String text = ValueText.of(field, dictionary.value(code));
      unified[code] = valueToKey.getOrDefault(text, code);
      valueToKey.put(text, unified[code]);
      keyToValue.put(unified[code], text);
    }
    int[] codes = new int[rows];
    int[] counts = new int[unified.length];
    for (int row = 0; row < rows; ) {
      int[] values = chunks.get(row / CHUNK);
      for (int i = 0; i < CHUNK && row < rows; i++) {
        int code = unified[values[i]];
        counts[code]++;
        codes[row++] = code;
      }
      if (release) {
        chunks.set((row - 1) / CHUNK, new int[0]);
      }
    }
    var keyToCount = new Int2IntOpenHashMap();
    for (int code : keyToValue.keySet()) {
      keyToCount.put(code, counts[code]);
    }
    return StringColumn.createInternal(
        field.name(),
        new IntDictionaryBuilder()
            .setNextIndex(unified.length)
            .setKeyToValue(keyToValue)
            .setValueToKey(valueToKey)
            .setKeyToCount(keyToCount)
            .setValues(codes)
            .build());
  }
}
