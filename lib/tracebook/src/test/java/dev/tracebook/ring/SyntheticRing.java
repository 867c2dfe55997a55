package dev.tracebook.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * A ring as the kernel would fill it, in plain memory: for what a live kernel does not do on
 * demand.
 */
public final class SyntheticRing {
  private final int sizeBytes;
  public final ByteBuffer consumer = page();
  public final ByteBuffer producer = page();
  public final ByteBuffer data;
  private long written;

  public SyntheticRing(int sizeBytes) {
    this.sizeBytes = sizeBytes;
    data = ByteBuffer.allocateDirect(2 * sizeBytes).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer page() {
    return ByteBuffer.allocateDirect(4096).order(ByteOrder.nativeOrder());
  }

  /** Writes a record, or returns false when the ring is full, as the kernel does. */
  public boolean write(int flags, int length, Consumer<ByteBuffer> content) {
    long total = (length + 8 + 7L) & ~7L;
    if (written + total - consumer.getLong(0) > sizeBytes) {
      return false;
    }
    ByteBuffer record = ByteBuffer.allocate((int) total).order(ByteOrder.nativeOrder());
    record.putInt(0, length | flags);
    content.accept(record.slice(8, length).order(ByteOrder.nativeOrder()));
    for (int i = 0; i < total; i++) {
      int at = (int) ((written + i) & (sizeBytes - 1));
      data.put(at, record.get(i));
      data.put(at + sizeBytes, record.get(i));
    }
    written += total;
    producer.putLong(0, written);
    return true;
  }

  public RingReader reader() {
    return new RingReader(consumer, producer, data);
  }
}
