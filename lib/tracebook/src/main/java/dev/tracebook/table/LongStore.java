package dev.tracebook.table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.columns.Column;

/** 8-byte integers, wide bit-fields, and floating numbers as the bits of a double. */
final class LongStore extends ColumnStore {
  private final List<long[]> chunks = new ArrayList<>();

  LongStore(Field field) {
    super(field);
  }

  @Override
  void fill(ByteBuffer data, int[] offsets, int from, int end, int chunk, int at) {
    if (chunk == chunks.size()) {
      chunks.add(new long[CHUNK]);
    }
    long[] values = chunks.get(chunk);
    int shift = field.offsetBytes();
    int to = at;
    if (field.bitCount() > 0) {
      for (int i = from; i < end; i++) {
        values[to++] = bits(data, offsets[i] + shift, field);
      }
    } else if (field.sizeBytes() == 8) {
      for (int i = from; i < end; i++) {
        values[to++] = data.getLong(offsets[i] + shift);
      }
    } else {
      for (int i = from; i < end; i++) {
        values[to++] = Double.doubleToRawLongBits(data.getFloat(offsets[i] + shift));
      }
    }
  }

  private int inChunk(int chunk, int rows) {
    return Math.min(CHUNK, rows - chunk * CHUNK);
  }

  /** Whether Tablesaw's long column cannot hold a value: its own "missing", or beyond 2^63 - 1. */
  private boolean beyondLong(int rows) {
    boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
    long lowest = 0;
    for (int chunk = 0; chunk * CHUNK < rows; chunk++) {
      long[] values = chunks.get(chunk);
      for (int i = 0; i < inChunk(chunk, rows); i++) {
        lowest = Math.min(lowest, values[i]);
      }
    }
    return unsigned ? lowest < 0 : lowest == Long.MIN_VALUE;
  }

  @Override
  Column<?> column(int rows, boolean release) {
    if (field.kind() == Field.Kind.FLOATING) {
      return doubles(rows, release);
    }
    if (beyondLong(rows)) {
      return texts(rows, release);
    }
    // Sized first and then set: no second array beside the one that Tablesaw keeps.
    LongColumn column = LongColumn.create(field.name(), rows);
    for (int chunk = 0; chunk * CHUNK < rows; chunk++) {
      long[] values = chunks.get(chunk);
      for (int i = 0; i < inChunk(chunk, rows); i++) {
        column.set(chunk * CHUNK + i, values[i]);
      }
      let(chunk, release);
    }
    return column;
  }

  private Column<?> doubles(int rows, boolean release) {
    DoubleColumn column = DoubleColumn.create(field.name(), rows);
    for (int chunk = 0; chunk * CHUNK < rows; chunk++) {
      long[] values = chunks.get(chunk);
      for (int i = 0; i < inChunk(chunk, rows); i++) {
        column.set(chunk * CHUNK + i, Double.longBitsToDouble(values[i]));
      }
      let(chunk, release);
    }
    return column;
  }

  private Column<?> texts(int rows, boolean release) {
    boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
    String[] texts = new String[rows];
    for (int chunk = 0; chunk * CHUNK < rows; chunk++) {
      long[] values = chunks.get(chunk);
      for (int i = 0; i < inChunk(chunk, rows); i++) {
        texts[chunk * CHUNK + i] =
            unsigned ? Long.toUnsignedString(values[i]) : Long.toString(values[i]);
      }
      let(chunk, release);
    }
    return StringColumn.create(field.name(), texts);
  }

  private void let(int chunk, boolean release) {
    if (release) {
      chunks.set(chunk, new long[0]);
    }
  }
}
