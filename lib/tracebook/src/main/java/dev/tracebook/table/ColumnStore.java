package dev.tracebook.table;

import it.unimi.dsi.fastutil.ints.Int2IntOpenHashMap;
import it.unimi.dsi.fastutil.ints.Int2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.objects.Object2IntOpenHashMap;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.strings.IntDictionaryMap.IntDictionaryBuilder;

/** One column's values as they come in: chunks of primitives, never copied while they grow. */
abstract class ColumnStore {
  static final int CHUNK = 1 << 15;

  final Field field;

  ColumnStore(Field field) {
    this.field = field;
  }

  static ColumnStore of(Field field) {
    if (field.kind() == Field.Kind.TEXT) {
      return new Text(field);
    }
    if (field.count() > 1 || field.kind() == Field.Kind.WIDE) {
      return new Words(field);
    }
    if (field.kind() == Field.Kind.FLOATING || field.sizeBytes() == 8) {
      return new Longs(field);
    }
    return new Ints(field);
  }

  /**
   * Adds {@code count} values from the records at {@code offsets}; {@code row} rows are there
   * already.
   */
  abstract void add(ByteBuffer data, int[] offsets, int count, int row);

  abstract Column<?> column(int rows);

  static long integer(ByteBuffer data, int at, Field field) {
    boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
    return switch (field.sizeBytes()) {
      case 1 -> unsigned ? data.get(at) & 0xffL : data.get(at);
      case 2 -> unsigned ? data.getShort(at) & 0xffffL : data.getShort(at);
      case 4 -> unsigned ? data.getInt(at) & 0xffffffffL : data.getInt(at);
      default -> data.getLong(at);
    };
  }

  /** 8-byte integers and floating numbers, the latter as their bits. */
  private static final class Longs extends ColumnStore {
    private final List<long[]> chunks = new ArrayList<>();
    private boolean beyondLong;

    Longs(Field field) {
      super(field);
    }

    @Override
    void add(ByteBuffer data, int[] offsets, int count, int row) {
      long signs = 0;
      boolean single = field.sizeBytes() == 4;
      for (int i = 0; i < count; ) {
        int at = (row + i) % CHUNK;
        if (at == 0) {
          chunks.add(new long[CHUNK]);
        }
        long[] chunk = chunks.get(chunks.size() - 1);
        int end = Math.min(count, i + CHUNK - at);
        for (; i < end; i++) {
          int from = offsets[i] + field.offsetBytes();
          long value =
              single ? Double.doubleToRawLongBits(data.getFloat(from)) : data.getLong(from);
          signs |= value;
          chunk[at++] = value;
        }
      }
      beyondLong |= field.kind() == Field.Kind.UNSIGNED && signs < 0;
    }

    @Override
    Column<?> column(int rows) {
      if (beyondLong) {
        String[] texts = new String[rows];
        for (int i = 0; i < rows; i++) {
          texts[i] = Long.toUnsignedString(chunks.get(i / CHUNK)[i % CHUNK]);
        }
        return StringColumn.create(field.name(), texts);
      }
      if (field.kind() == Field.Kind.FLOATING) {
        double[] values = new double[rows];
        for (int i = 0; i < rows; i++) {
          values[i] = Double.longBitsToDouble(chunks.get(i / CHUNK)[i % CHUNK]);
        }
        return DoubleColumn.create(field.name(), values);
      }
      long[] values = new long[rows];
      for (int i = 0; i < rows; i += CHUNK) {
        System.arraycopy(chunks.get(i / CHUNK), 0, values, i, Math.min(CHUNK, rows - i));
      }
      return LongColumn.create(field.name(), values);
    }
  }

  /** Integers of up to 4 bytes; unsigned ones of 4 bytes widen when they are handed over. */
  private static class Ints extends ColumnStore {
    final List<int[]> chunks = new ArrayList<>();

    Ints(Field field) {
      super(field);
    }

    int value(ByteBuffer data, int at) {
      return (int) integer(data, at, field);
    }

    @Override
    void add(ByteBuffer data, int[] offsets, int count, int row) {
      for (int i = 0; i < count; ) {
        int at = (row + i) % CHUNK;
        if (at == 0) {
          chunks.add(new int[CHUNK]);
        }
        int[] chunk = chunks.get(chunks.size() - 1);
        int end = Math.min(count, i + CHUNK - at);
        for (; i < end; i++) {
          chunk[at++] = value(data, offsets[i] + field.offsetBytes());
        }
      }
    }

    int[] values(int rows) {
      int[] values = new int[rows];
      for (int i = 0; i < rows; i += CHUNK) {
        System.arraycopy(chunks.get(i / CHUNK), 0, values, i, Math.min(CHUNK, rows - i));
      }
      return values;
    }

    @Override
    Column<?> column(int rows) {
      // Tablesaw's "missing" is Integer.MIN_VALUE: a signed column of 4 bytes widens too, to keep
      // it.
      if (field.sizeBytes() < 4) {
        return IntColumn.create(field.name(), values(rows));
      }
      boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
      long[] values = new long[rows];
      for (int i = 0; i < rows; i++) {
        int value = chunks.get(i / CHUNK)[i % CHUNK];
        values[i] = unsigned ? value & 0xffffffffL : value;
      }
      return LongColumn.create(field.name(), values);
    }
  }

  /** Texts as dictionary codes. */
  private static final class Text extends Ints {
    private final TextDictionary dictionary = new TextDictionary();

    Text(Field field) {
      super(field);
    }

    @Override
    int value(ByteBuffer data, int at) {
      return dictionary.code(data, at, field.count());
    }

    @Override
    Column<?> column(int rows) {
      int[] codes = values(rows);
      var keyToValue = new Int2ObjectOpenHashMap<String>();
      var valueToKey = new Object2IntOpenHashMap<String>();
      var counts = new Int2IntOpenHashMap();
      List<String> texts = dictionary.texts();
      int[] unified = new int[texts.size() + 1];
      for (int code = 1; code <= texts.size(); code++) {
        // Two byte sequences that are no UTF-8 may read as one text.
        unified[code] = valueToKey.getOrDefault(texts.get(code - 1), code);
        valueToKey.put(texts.get(code - 1), unified[code]);
        keyToValue.put(unified[code], texts.get(code - 1));
      }
      for (int i = 0; i < rows; i++) {
        codes[i] = unified[codes[i]];
        counts.addTo(codes[i], 1);
      }
      return StringColumn.createInternal(
          field.name(),
          new IntDictionaryBuilder()
              .setNextIndex(texts.size() + 1)
              .setKeyToValue(keyToValue)
              .setValueToKey(valueToKey)
              .setKeyToCount(counts)
              .setValues(codes)
              .build());
    }
  }

  /** Arrays of numbers and 128-bit integers, as text. */
  private static final class Words extends ColumnStore {
    private final List<String> texts = new ArrayList<>();

    Words(Field field) {
      super(field);
    }

    @Override
    void add(ByteBuffer data, int[] offsets, int count, int row) {
      for (int i = 0; i < count; i++) {
        int at = offsets[i] + field.offsetBytes();
        StringJoiner all =
            new StringJoiner(", ", field.count() > 1 ? "[" : "", field.count() > 1 ? "]" : "");
        for (int n = 0; n < field.count(); n++, at += field.sizeBytes()) {
          all.add(text(data, at));
        }
        texts.add(all.toString());
      }
    }

    private String text(ByteBuffer data, int at) {
      return switch (field.kind()) {
        case WIDE ->
            new BigInteger(Long.toUnsignedString(data.getLong(at + 8)))
                .shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(data.getLong(at))))
                .toString();
        case FLOATING ->
            String.valueOf(field.sizeBytes() == 4 ? data.getFloat(at) : data.getDouble(at));
        case UNSIGNED -> Long.toUnsignedString(integer(data, at, field));
        default -> String.valueOf(integer(data, at, field));
      };
    }

    @Override
    Column<?> column(int rows) {
      return StringColumn.create(field.name(), texts.subList(0, rows).toArray(String[]::new));
    }
  }
}
