package dev.tracebook.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the records of a BPF ring buffer in mapped memory, with no native call and no object a
 * record.
 *
 * <p>Follows the kernel's Documentation/bpf/ringbuf.rst. Not for several threads at once.
 */
public final class RingReader {
  private static final VarHandle POSITION =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle HEADER =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  /** Enough to amortise a call a column, few enough that a batch stays in the cache. */
  static final int BATCH = 1024;

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer data;
  private final long mask;
  private final int[] offsets = new int[BATCH];
  private final int[] sizes = new int[BATCH];

  /**
   * Makes a reader.
   *
   * @param consumer the page with the consumer's position, writable
   * @param producer the page with the producer's position
   * @param data the records' memory, mapped twice in a row so that none wraps around
   */
  public RingReader(ByteBuffer consumer, ByteBuffer producer, ByteBuffer data) {
    this.consumer = consumer.duplicate().order(ByteOrder.nativeOrder());
    this.producer = producer.duplicate().order(ByteOrder.nativeOrder());
    this.data = data.duplicate().order(ByteOrder.nativeOrder());
    mask = data.capacity() / 2 - 1L;
  }

  /**
   * Hands the records that are finished at this moment to the sink and gives their memory back to
   * the kernel, a batch at a time. Ends at the first record that is still being written.
   *
   * @param sink what takes the records; when it throws, its batch stays in the ring
   * @return how many records it took
   */
  public int drain(BatchSink sink) {
    long position = (long) POSITION.getAcquire(consumer, 0);
    long end = (long) POSITION.getAcquire(producer, 0);
    int total = 0;
    boolean busy = false;
    while (position < end && !busy) {
      int count = 0;
      while (position < end && count < BATCH) {
        int at = (int) (position & mask);
        int header = (int) HEADER.getAcquire(data, at);
        if (RecordHeader.isBusy(header)) {
          busy = true;
          break;
        }
        int length = RecordHeader.lengthBytes(header);
        if (!RecordHeader.isDiscarded(header)) {
          offsets[count] = at + RecordHeader.SIZE_BYTES;
          sizes[count++] = length;
        }
        position += RecordHeader.strideBytes(length);
      }
      if (count > 0) {
        sink.accept(data, offsets, sizes, count);
      }
      // Only now: until here the kernel must not write over what the sink reads.
      POSITION.setRelease(consumer, 0, position);
      total += count;
    }
    return total;
  }
}
