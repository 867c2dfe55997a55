package dev.tracebook.ring;

/**
 * How a record lies in a BPF ring buffer (Documentation/bpf/ringbuf.rst; struct bpf_ringbuf_hdr in
 * kernel/bpf/ringbuf.c).
 *
 * <pre>
 *  byte 0                  3  4                  7  8                        8 + length
 *      +--+--+---------------+--------------------+--------------------------+---------+
 *      |B |D |    length     |    page offset     |           data           | padding |
 *      +--+--+---------------+--------------------+--------------------------+---------+
 *  bit  31 30 29            0
 * </pre>
 *
 * B: the program still writes the record. D: the program gave it up. The page offset is the
 * kernel's own. The padding reaches to the next multiple of 8.
 */
final class RecordHeader {
  /** Bytes in front of a record's data. */
  static final int SIZE_BYTES = 8;

  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;
  private static final long ALIGNMENT = 8;

  private RecordHeader() {}

  static boolean isBusy(int header) {
    return (header & BUSY) != 0;
  }

  static boolean isDiscarded(int header) {
    return (header & DISCARDED) != 0;
  }

  /** Returns the size of the data. */
  static int lengthBytes(int header) {
    return header & ~(BUSY | DISCARDED);
  }

  /** Returns how far the next record is: header, data and padding. */
  static long strideBytes(int lengthBytes) {
    return (lengthBytes + SIZE_BYTES + ALIGNMENT - 1) & -ALIGNMENT;
  }
}
