package dev.tracebook.sys;

import dev.tracebook.error.ClosedException;
import dev.tracebook.error.MapException;
import java.nio.ByteBuffer;

/**
 * A shared memory mapping of a file descriptor.
 *
 * <p>A buffer that was handed out before {@link #close} must not be touched after it: reading
 * unmapped memory ends the JVM. The one who owns the mapping fences that with its own lock.
 */
public final class Mapping implements AutoCloseable {
  /** A Java buffer's limit, rounded down to whole pages of any size in use. */
  public static final long MAX_SIZE_BYTES = (1L << 31) - (1 << 16);

  private final long address;
  private final long sizeBytes;
  private boolean closed;

  private Mapping(long address, long sizeBytes) {
    this.address = address;
    this.sizeBytes = sizeBytes;
  }

  /** Maps {@code sizeBytes} of {@code fd} from {@code offset}, which is a multiple of a page. */
  public static Mapping of(int fd, long offset, long sizeBytes, boolean writable) {
    if (sizeBytes <= 0 || sizeBytes > MAX_SIZE_BYTES) {
      throw new MapException(
          "cannot map " + sizeBytes + " bytes",
          "one mapping holds 1 to " + MAX_SIZE_BYTES + " bytes",
          "use a smaller ring, or several",
          "man 2 mmap");
    }
    int prot = writable ? LibC.PROT_READ | LibC.PROT_WRITE : LibC.PROT_READ;
    long address = LibC.map(fd, offset, sizeBytes, prot);
    if (address < 0) {
      throw new MapException(
          "cannot map " + sizeBytes + " bytes of fd " + fd + " at " + offset,
          Errno.text((int) -address),
          "check that the descriptor is open and that its file or map is that large",
          "man 2 mmap");
    }
    return new Mapping(address, sizeBytes);
  }

  /** Returns the memory in the machine's byte order. */
  public synchronized ByteBuffer buffer() {
    if (closed) {
      throw new ClosedException(
          "the mapping is closed", "its memory is unmapped", "read before close()", "Mapping");
    }
    return LibC.bufferAt(address, sizeBytes);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibC.munmap(address, sizeBytes);
    }
  }
}
