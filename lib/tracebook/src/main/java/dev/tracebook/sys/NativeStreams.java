package dev.tracebook.sys;

import com.sun.jna.Native;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what native code and child processes write to fd 1 and 2 of this process, which a notebook
 * would not show otherwise.
 */
public final class NativeStreams {
  static {
    Native.register(NativeStreams.class, "c");
  }

  private NativeStreams() {}

  private static native int pipe(int[] ends);

  private static native int dup2(int from, int to);

  private static native int close(int fd);

  /**
   * Points a descriptor at a pipe, for as long as the process lives.
   *
   * @param fd 1 or 2
   * @return the pipe's other end; somebody must read it, or writers will block
   * @throws IOException when the system has no descriptors left
   */
  public static InputStream redirect(int fd) throws IOException {
    int[] ends = new int[2];
    if (pipe(ends) != 0) {
      throw new IOException("no pipe for fd " + fd + ": " + Errno.text(Native.getLastError()));
    }
    InputStream reader = new FileInputStream("/proc/self/fd/" + ends[0]);
    close(ends[0]);
    if (dup2(ends[1], fd) < 0) {
      reader.close();
      throw new IOException("fd " + fd + ": " + Errno.text(Native.getLastError()));
    }
    close(ends[1]);
    return reader;
  }
}
