package dev.tracebook.table;

import java.nio.ByteBuffer;
import tech.tablesaw.columns.Column;

/**
 * One column's values as they come in: chunks of primitives, never copied while they grow.
 *
 * <p>Each kind of store has loops of its own over a batch, so that the compiler sees one type and
 * one width in each.
 */
abstract class ColumnStore {
  /** Rows in a chunk: 256 KiB of longs, under the size from which G1 moves nothing. */
  static final int CHUNK = 1 << 15;

  final Field field;

  ColumnStore(Field field) {
    this.field = field;
  }

  static ColumnStore of(Field field) {
    boolean scalar = field.count() == 1;
    return switch (field.kind()) {
      case TEXT -> new CodeStore(field);
      case SIGNED, UNSIGNED -> {
        int bits = field.bitCount();
        if (!scalar) {
          yield new CodeStore(field);
        }
        if (bits > 0) {
          yield bits < 32 ? new IntStore(field) : new LongStore(field);
        }
        yield field.sizeBytes() == 8 ? new LongStore(field) : new IntStore(field);
      }
      case BOOL -> scalar ? new IntStore(field) : new CodeStore(field);
      case FLOATING -> scalar ? new LongStore(field) : new CodeStore(field);
      case WIDE, SIGNED_WIDE, HEX, IPV4, IPV6 -> new CodeStore(field);
    };
  }

  /** Adds {@code count} values from the records at {@code offsets} behind {@code row} others. */
  final void add(ByteBuffer data, int[] offsets, int count, int row) {
    for (int from = 0; from < count; ) {
      int at = (row + from) & (CHUNK - 1);
      int end = Math.min(count, from + CHUNK - at);
      fill(data, offsets, from, end, (row + from) / CHUNK, at);
      from = end;
    }
  }

  /** Reads the values of {@code offsets[from..end)} into chunk {@code chunk} from {@code at} on. */
  abstract void fill(ByteBuffer data, int[] offsets, int from, int end, int chunk, int at);

  /**
   * Builds the column.
   *
   * @param rows how many values there are
   * @param release whether chunks are let go as they are copied
   */
  abstract Column<?> column(int rows, boolean release);

  /** Reads a bit-field as an unsigned number, or a signed one with its sign extended. */
  static long bits(ByteBuffer data, int at, Field field) {
    long word = 0;
    for (int i = field.sizeBytes() - 1; i >= 0; i--) {
      word = word << 8 | (data.get(at + i) & 0xffL);
    }
    int above = Long.SIZE - field.bitOffset() - field.bitCount();
    int unused = Long.SIZE - field.bitCount();
    return field.kind() == Field.Kind.UNSIGNED ? word << above >>> unused : word << above >> unused;
  }
}
