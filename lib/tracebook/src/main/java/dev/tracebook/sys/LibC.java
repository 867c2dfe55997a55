package dev.tracebook.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The few libc calls that Tracebook makes, direct-mapped.
 *
 * <p>The calls return what libc returns. Only after a failed return is {@link Native#getLastError}
 * looked at: errno may be stale after a call that succeeded.
 */
public final class LibC {
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final short POLLIN = 1;

  private static final long MAP_FAILED = -1;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native long mmap(long address, long length, int prot, int flags, int fd, long offset);

  static native int munmap(long address, long length);

  static native int dup(int fd);

  static native int dup2(int from, int to);

  static native int close(int fd);

  static native int memfd_create(String name, int flags);

  static native long pread(int fd, byte[] buffer, long count, long offset);

  static native long read(int fd, byte[] buffer, long count);

  static native int fflush(long stream);

  static native String strerror(int errno);

  static native int setenv(String name, String value, int overwrite);

  static native int unsetenv(String name);

  static native int getpagesize();

  static native int ioctl(int fd, long request, long argument);

  static native int poll(byte[] fds, long count, int timeoutMillis);

  static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  /** Returns the size of a memory page in bytes. */
  public static int pageSizeBytes() {
    return getpagesize();
  }

  /** Closes a file descriptor; one that is closed already is left alone. */
  public static void closeFd(int fd) {
    close(fd);
  }

  /** Returns a second descriptor of the same file, or the negative errno. */
  public static int duplicate(int fd) {
    return orErrno(dup(fd));
  }

  /**
   * Waits until a descriptor can be read.
   *
   * @return false when the time is over first
   */
  public static boolean awaitReadable(int fd, int timeoutMillis) {
    // struct pollfd { int fd; short events; short revents; }
    byte[] request = new byte[8];
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putInt(0, fd).putShort(4, POLLIN);
    return poll(request, 1, timeoutMillis) > 0;
  }

  /**
   * Reads a descriptor to its end.
   *
   * @return the bytes, or null when a read fails: the errno is in {@link LibBcc#lastErrno}
   */
  public static byte @Nullable [] readAll(int fd) {
    byte[] all = new byte[0];
    byte[] chunk = new byte[1 << 16];
    long count;
    while ((count = read(fd, chunk, chunk.length)) > 0) {
      int end = all.length;
      all = Arrays.copyOf(all, end + (int) count);
      System.arraycopy(chunk, 0, all, end, (int) count);
    }
    return count < 0 ? null : all;
  }

  /** Sets an environment variable of the process, as native libraries read it; null removes it. */
  public static void setEnvironment(String name, @Nullable String value) {
    if (value == null) {
      unsetenv(name);
    } else {
      setenv(name, value, 1);
    }
  }

  /** Turns the failure -1 into the negative errno. */
  static int orErrno(long returned) {
    return returned < 0 ? -Native.getLastError() : (int) returned;
  }

  static long addressOf(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  /** Returns the address of the mapping, or the negative errno. */
  static long map(int fd, long offset, long sizeBytes, int prot) {
    long address = mmap(0, sizeBytes, prot, MAP_SHARED, fd, offset);
    return address == MAP_FAILED ? -Native.getLastError() : address;
  }

  static ByteBuffer bufferAt(long address, long sizeBytes) {
    return new Pointer(address).getByteBuffer(0, sizeBytes).order(ByteOrder.nativeOrder());
  }
}
