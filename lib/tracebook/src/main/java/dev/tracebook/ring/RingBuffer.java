package dev.tracebook.ring;

import dev.tracebook.sys.LibC;
import dev.tracebook.sys.Mapping;

/** The user side of a BPF ring buffer map: mapped, drained, unmapped. */
public final class RingBuffer implements AutoCloseable {
  private final Mapping consumer;
  private final Mapping data;
  private final RingReader reader;
  private boolean closed;

  private RingBuffer(int mapFd, int sizeBytes) {
    int page = LibC.pageSizeBytes();
    consumer = Mapping.of(mapFd, 0, page, true);
    try {
      data = Mapping.of(mapFd, page, page + 2L * sizeBytes, false);
    } catch (RuntimeException e) {
      consumer.close();
      throw e;
    }
    var memory = data.buffer();
    reader =
        new RingReader(consumer.buffer(), memory.slice(0, page), memory.slice(page, 2 * sizeBytes));
  }

  /**
   * Maps a ring.
   *
   * @param mapFd the map's file descriptor; it may be closed while the ring is open
   * @param sizeBytes the ring's size, a power of two
   * @return the ring
   */
  public static RingBuffer open(int mapFd, int sizeBytes) {
    return new RingBuffer(mapFd, sizeBytes);
  }

  /**
   * Hands all finished records to the sink.
   *
   * @param sink what takes the records
   * @return how many there were; 0 when the ring is closed
   */
  public synchronized int drain(BatchSink sink) {
    return closed ? 0 : reader.drain(sink);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      data.close();
      consumer.close();
    }
  }
}
