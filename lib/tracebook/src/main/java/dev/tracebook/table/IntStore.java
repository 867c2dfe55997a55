package dev.tracebook.table;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.columns.Column;

/** Integers of up to 4 bytes and booleans; those of 4 bytes widen when they are handed over. */
final class IntStore extends ColumnStore {
  private final List<int[]> chunks = new ArrayList<>();

  IntStore(Field field) {
    super(field);
  }

  @Override
  void fill(ByteBuffer data, int[] offsets, int from, int end, int chunk, int at) {
    if (chunk == chunks.size()) {
      chunks.add(new int[CHUNK]);
    }
    int[] values = chunks.get(chunk);
    int shift = field.offsetBytes();
    boolean unsigned = field.kind() == Field.Kind.UNSIGNED;
    int to = at;
    if (field.bitCount() > 0) {
      for (int i = from; i < end; i++) {
        values[to++] = (int) bits(data, offsets[i] + shift, field);
      }
    } else if (field.sizeBytes() == 4) {
      for (int i = from; i < end; i++) {
        values[to++] = data.getInt(offsets[i] + shift);
      }
    } else if (field.sizeBytes() == 2) {
      int mask = unsigned ? 0xffff : -1;
      for (int i = from; i < end; i++) {
        values[to++] = data.getShort(offsets[i] + shift) & mask;
      }
    } else {
      int mask = unsigned ? 0xff : -1;
      for (int i = from; i < end; i++) {
        values[to++] = data.get(offsets[i] + shift) & mask;
      }
    }
  }

  @Override
  Column<?> column(int rows, boolean release) {
    if (field.kind() == Field.Kind.BOOL) {
      BooleanColumn column = BooleanColumn.create(field.name());
      for (int row = 0; row < rows; row++) {
        column.append(at(row) != 0);
      }
      return column;
    }
    // Tablesaw's "missing" is Integer.MIN_VALUE: a signed column of 4 bytes widens too.
    boolean wide = field.bitCount() > 0 ? field.bitCount() >= 32 : field.sizeBytes() == 4;
    return wide ? longs(rows, release) : ints(rows, release);
  }

  private int at(int row) {
    return chunks.get(row / CHUNK)[row % CHUNK];
  }

  private Column<?> ints(int rows, boolean release) {
    IntColumn column = IntColumn.create(field.name(), rows);
    for (int row = 0; row < rows; ) {
      int[] values = chunks.get(row / CHUNK);
      for (int i = 0; i < CHUNK && row < rows; i++) {
        column.set(row++, values[i]);
      }
      let(row, release);
    }
    return column;
  }

  private Column<?> longs(int rows, boolean release) {
    long mask = field.kind() == Field.Kind.UNSIGNED ? 0xffffffffL : -1;
    LongColumn column = LongColumn.create(field.name(), rows);
    for (int row = 0; row < rows; ) {
      int[] values = chunks.get(row / CHUNK);
      for (int i = 0; i < CHUNK && row < rows; i++) {
        column.set(row++, values[i] & mask);
      }
      let(row, release);
    }
    return column;
  }

  /** Lets go of the chunk that ends before {@code row}. */
  private void let(int row, boolean release) {
    if (release) {
      chunks.set((row - 1) / CHUNK, new int[0]);
    }
  }
}
