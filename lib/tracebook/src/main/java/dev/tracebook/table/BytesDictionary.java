package dev.tracebook.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Codes for byte sequences of one length, or for texts up to their NUL: looked up eight bytes at a
 * time, without an object for what is there already.
 */
final class BytesDictionary {
  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final long PRIME = 0x9E3779B97F4A7C15L;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private final int limit;
  private final boolean text;
  private final int words;
  private final long[] current;

  /** The words of all values one after another; those of code n end where n + 1 starts. */
  private long[] arena = new long[256];

  private int[] starts = new int[64];
  private int size;
  private int[] slots = new int[256];

  /** The last code: events of one process come in runs. */
  private int last;

  BytesDictionary(int limit, boolean text) {
    this.limit = limit;
    this.text = text;
    words = (limit + 7) / 8;
    current = new long[words];
  }

  /** Finds the codes, from 1, of the values at {@code offsets[from..end) + shift}. */
  void codes(
      ByteBuffer data, int[] offsets, int shift, int from, int end, int[] codes, int codesFrom) {
    int to = codesFrom;
    if (limit == 16) {
      for (int i = from; i < end; i++) {
        int at = offsets[i] + shift;
        codes[to++] = code(data.getLong(at), data.getLong(at + 8));
      }
    } else {
      for (int i = from; i < end; i++) {
        codes[to++] = code(data, offsets[i] + shift);
      }
    }
  }

  /** The common case, a comm: two words and no loop. */
  private int code(long firstWord, long secondWord) {
    long first = LITTLE ? firstWord : Long.reverseBytes(firstWord);
    long second = LITTLE ? secondWord : Long.reverseBytes(secondWord);
    if (text) {
      long zeros = zeros(first);
      if (zeros != 0) {
        first &= below(zeros);
        second = 0;
      } else {
        zeros = zeros(second);
        second = zeros == 0 ? second : second & below(zeros);
      }
    }
    if (last != 0) {
      int start = starts[last];
      if (arena[start] == first && arena[start + 1] == second) {
        return last;
      }
    }
    current[0] = first;
    current[1] = second;
    last = lookup(mix(mix(0, first), second), 2);
    return last;
  }

  private int code(ByteBuffer data, int at) {
    long hash = 0;
    int used = 0;
    for (int word = 0; word < words; word++) {
      long value = word(data, at, word);
      long zeros = text ? zeros(value) : 0;
      if (zeros != 0) {
        value &= below(zeros);
      }
      current[used++] = value;
      hash = mix(hash, value);
      if (zeros != 0) {
        break;
      }
    }
    return lookup(hash, used);
  }

  private long word(ByteBuffer data, int at, int word) {
    int from = word * 8;
    if (from + 8 <= limit) {
      long value = data.getLong(at + from);
      return LITTLE ? value : Long.reverseBytes(value);
    }
    long value = 0;
    for (int i = limit - 1; i >= from; i--) {
      value = value << 8 | (data.get(at + i) & 0xffL);
    }
    return value;
  }

  /** Marks the bytes that are zero; the lowest mark is exact (Hacker's Delight, 6-1). */
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  /** A mask of the bytes below the lowest mark. */
  private static long below(long zeros) {
    return ((zeros & -zeros) >>> 7) - 1;
  }

  private static long mix(long hash, long word) {
    long mixed = (hash ^ word) * PRIME;
    return mixed ^ mixed >>> 32;
  }

  /** Looks up the first {@code used} words of {@link #current}. */
  private int lookup(long hash, int used) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      int code = slots[slot];
      if (Arrays.equals(arena, starts[code], starts[code + 1], current, 0, used)) {
        return code;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = add(used);
    if (size * 2 > slots.length) {
      grow();
    }
    return size;
  }

  private int add(int used) {
    int start = starts[size + 1];
    if (start + used > arena.length) {
      arena = Arrays.copyOf(arena, Math.max(2 * arena.length, start + used));
    }
    System.arraycopy(current, 0, arena, start, used);
    size++;
    if (size + 2 > starts.length) {
      starts = Arrays.copyOf(starts, 2 * starts.length);
    }
    starts[size + 1] = start + used;
    return size;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int code = 1; code <= size; code++) {
      long hash = 0;
      for (int i = starts[code]; i < starts[code + 1]; i++) {
        hash = mix(hash, arena[i]);
      }
      int slot = (int) hash & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = code;
    }
  }

  /** Returns how many values there are; their codes are 1 to that. */
  int size() {
    return size;
  }

  /** Returns the bytes of a value: of a text those before its NUL, of anything else all. */
  byte[] value(int code) {
    ByteBuffer bytes = ByteBuffer.allocate(words * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = starts[code]; i < starts[code + 1]; i++) {
      bytes.putLong(arena[i]);
    }
    int length = limit;
    for (int i = 0; text && i < length; i++) {
      if (bytes.get(i) == 0) {
        length = i;
      }
    }
    return Arrays.copyOf(bytes.array(), length);
  }
}
