package dev.tracebook.lang.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** An entry of a map, added up over the CPUs. */
final class Entry {
  private final byte[] key;
  private final byte[] value;
  private final long[] numbers;

  /**
   * An entry.
   *
   * @param key the key as it is stored, without a bucket
   * @param value a value that is no aggregation, as it is stored; else empty
   * @param numbers of an aggregation: count, sum, min, max, avg one number; stats count, average,
   *     total; hist and lhist the counts of the buckets; tseries pairs of interval and value
   */
  Entry(byte[] key, byte[] value, long[] numbers) {
    this.key = key;
    this.value = value;
    this.numbers = numbers;
  }

  ByteBuffer keyData() {
    return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder());
  }

  ByteBuffer valueData() {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder());
  }

  long[] numbers() {
    return numbers;
  }

  /** What bpftrace sorts by. */
  long weight(boolean stats) {
    if (stats) {
      return numbers[1];
    }
    return numbers.length == 1 ? numbers[0] : Arrays.stream(numbers).sum();
  }
}
