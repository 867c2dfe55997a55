package dev.tracebook.sys;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The few libc calls that Tracebook makes, direct-mapped; a failed call throws with its errno. */
public final class LibC {
  /** The memory may be read. */
  public static final int PROT_READ = 1;

  /** The memory may be written. */
  public static final int PROT_WRITE = 2;

  /** Stores are seen by the other holders of the mapping. */
  public static final int MAP_SHARED = 1;

  private static final long MAP_FAILED = -1;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native long mmap(long address, long length, int prot, int flags, int fd, long offset)
      throws LastErrorException;

  static native int munmap(long address, long length) throws LastErrorException;

  static native int dup(int fd) throws LastErrorException;

  static native int dup2(int from, int to) throws LastErrorException;

  static native int close(int fd) throws LastErrorException;

  static native int memfd_create(String name, int flags) throws LastErrorException;

  static native long pread(int fd, byte[] buffer, long count, long offset)
      throws LastErrorException;

  static native int fflush(long stream);

  static native String strerror(int errno);

  static native int setenv(String name, String value, int overwrite) throws LastErrorException;

  static native int getpagesize();

  /** Returns the size of a memory page in bytes. */
  public static int pageSizeBytes() {
    return getpagesize();
  }

  /** Returns the system's text for an errno, such as "Operation not permitted". */
  public static String errnoText(int errno) {
    return strerror(errno);
  }

  static long map(int fd, long offset, long sizeBytes, int prot) {
    long address = mmap(0, sizeBytes, prot, MAP_SHARED, fd, offset);
    if (address == MAP_FAILED) {
      throw new LastErrorException(Native.getLastError());
    }
    return address;
  }

  static ByteBuffer bufferAt(long address, long sizeBytes) {
    return new Pointer(address).getByteBuffer(0, sizeBytes).order(ByteOrder.nativeOrder());
  }
}
