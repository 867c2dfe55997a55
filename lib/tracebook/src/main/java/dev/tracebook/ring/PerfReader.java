package dev.tracebook.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the records of one CPU's perf buffer. A record may wrap around the end, so events are
 * copied out; PERF_RECORD_LOST says how many found no room.
 *
 * <pre>
 *   header page: ... data_head at 1024, data_tail at 1032 ...
 *   record: u32 type | u16 misc | u16 size | PERF_RECORD_SAMPLE (9): u32 raw size | raw bytes
 *                                          | PERF_RECORD_LOST (2):   u64 id | u64 lost
 * </pre>
 */
final class PerfReader {
  private static final VarHandle POSITION =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int HEAD = 1024;
  private static final int TAIL = 1032;
  private static final int RECORD_LOST = 2;
  private static final int RECORD_SAMPLE = 9;
  private static final int HEADER_BYTES = 8;
  private static final int BATCH = 1024;

  private final ByteBuffer header;
  private final ByteBuffer data;
  private final int eventBytes;
  private final ByteBuffer copies;
  private final int[] offsets = new int[BATCH];
  private final int[] sizes = new int[BATCH];
  private long lost;

  PerfReader(ByteBuffer header, ByteBuffer data, int eventBytes) {
    this.header = header;
    this.data = data;
    this.eventBytes = eventBytes;
    copies = ByteBuffer.allocateDirect(data.capacity()).order(ByteOrder.nativeOrder());
  }

  long lost() {
    return lost;
  }

  int drain(BatchSink sink) {
    long tail = (long) POSITION.get(header, TAIL);
    long head = (long) POSITION.getAcquire(header, HEAD);
    int total = 0;
    while (tail < head) {
      int count = 0;
      int used = 0;
      while (tail < head && count < BATCH) {
        int type = word(tail);
        int size = (word(tail + 4) >>> 16) & 0xffff;
        if (type == RECORD_LOST) {
          lost +=
              (word(tail + HEADER_BYTES + 8) & 0xffffffffL)
                  | (long) word(tail + HEADER_BYTES + 12) << 32;
        } else if (type == RECORD_SAMPLE) {
          int raw = word(tail + HEADER_BYTES);
          copy(tail + HEADER_BYTES + 4, used, raw);
          offsets[count] = used;
          sizes[count++] = raw == padded(eventBytes) ? eventBytes : raw;
          used += (raw + 7) & ~7;
        }
        tail += size;
      }
      if (count > 0) {
        sink.accept(copies, offsets, sizes, count);
        total += count;
      }
      POSITION.setRelease(header, TAIL, tail);
    }
    return total;
  }

  /** What the kernel makes of an event's size: with its own u32 a multiple of 8. */
  private static int padded(int bytes) {
    return ((bytes + Integer.BYTES + 7) & ~7) - Integer.BYTES;
  }

  /** Records begin at multiples of 8 and the buffer is one: a word never wraps. */
  private int word(long position) {
    return data.getInt((int) (position & (data.capacity() - 1)));
  }

  private void copy(long position, int to, int bytes) {
    int from = (int) (position & (data.capacity() - 1));
    int first = Math.min(bytes, data.capacity() - from);
    copies.put(to, data, from, first);
    copies.put(to + first, data, 0, bytes - first);
  }
}
