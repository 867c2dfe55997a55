package dev.tracebook.ring;

import dev.tracebook.error.ClosedException;
import dev.tracebook.error.MapException;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.Mapping;
import java.time.Duration;

/**
 * The user side of a BPF ring buffer map: mapped, drained, unmapped. Needs Linux 5.8.
 *
 * <p>Example: {@code try (var ring = RingBuffer.open(fd, 1 << 20)) { ring.drain(sink); }}
 */
public final class RingBuffer implements EventBuffer {
  /** The largest ring: it is mapped twice in a row, and one Java buffer holds less than 2 GiB. */
  public static final int MAX_SIZE_BYTES = 1 << 29;

  private static final String SEE = "https://docs.kernel.org/bpf/ringbuf.html";

  private final Mapping consumer;
  private final Mapping data;
  private final RingReader reader;

  /** Our own, to wait on: the map's may be closed while the ring is open. */
  private final int fd;

  private boolean draining;
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
    fd = LibC.duplicate(mapFd);
    var memory = data.buffer();
    reader =
        new RingReader(consumer.buffer(), memory.slice(0, page), memory.slice(page, 2 * sizeBytes));
  }

  /**
   * Maps a ring.
   *
   * @param mapFd the map's file descriptor; it may be closed while the ring is open
   * @param sizeBytes the ring's size, which is the map's max_entries: a power of two from one page
   *     to {@link #MAX_SIZE_BYTES}
   * @return the ring
   * @throws MapException when the size is none of these, or the kernel refuses to map it
   */
  public static RingBuffer open(int mapFd, long sizeBytes) {
    int page = LibC.pageSizeBytes();
    if (sizeBytes < page || sizeBytes > MAX_SIZE_BYTES || Long.bitCount(sizeBytes) != 1) {
      throw new MapException(
          "cannot read a ring buffer of " + sizeBytes + " bytes",
          "a ring has a power of two of bytes, from " + page + " to " + MAX_SIZE_BYTES,
          "give BPF_RINGBUF_OUTPUT at most "
              + MAX_SIZE_BYTES / page
              + " pages; to lose fewer events than that, filter in the program",
          SEE);
    }
    return new RingBuffer(mapFd, (int) sizeBytes);
  }

  /**
   * Hands the records that are finished at this moment to the sink.
   *
   * @param sink what takes the records; it must not keep the buffer that it is given
   * @return how many there were
   * @throws ClosedException after {@link #close}: the memory is gone
   */
  @Override
  public synchronized int drain(BatchSink sink) {
    if (closed) {
      throw new ClosedException(
          "the ring buffer is closed", "its memory is unmapped", "drain it before close()", SEE);
    }
    draining = true;
    try {
      return reader.drain(sink);
    } finally {
      draining = false;
      if (closed) {
        unmap();
      }
    }
  }

  @Override
  public void await(Duration atMost) {
    LibC.awaitReadable(fd, (int) atMost.toMillis());
  }

  /** Always 0: a ring buffer does not know of an output that failed. */
  @Override
  public long lost() {
    return 0;
  }

  /** Unmaps the ring, after a drain that is under way. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    // A sink that closes its own ring is still called from the loop that reads it: reading unmapped
    // memory would end the JVM.
    if (!draining) {
      unmap();
    }
  }

  private void unmap() {
    data.close();
    consumer.close();
    LibC.closeFd(fd);
  }
}
