package dev.tracebook.sys;

import dev.tracebook.error.MapException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * What native code writes to the process's standard output and error while a call runs.
 *
 * <p>clang and libbcc print their diagnostics straight to fds 1 and 2. Both are pointed at a memory
 * file during the call, under one lock for the whole process, and restored whatever happens.
 */
public final class NativeOutput {
  /** What the call returned, and the text that was printed meanwhile. */
  public record Captured<T>(T value, String text) {}

  private static final int CLOSE_ON_EXEC = 1;
  private static final Object LOCK = new Object();

  private NativeOutput() {}

  /** Runs {@code call} and returns its value with all that was printed to fds 1 and 2. */
  public static <T> Captured<T> during(Supplier<T> call) {
    synchronized (LOCK) {
      System.out.flush();
      System.err.flush();
      int memory = opened(LibC.memfd_create("tracebook-output", CLOSE_ON_EXEC));
      int out = opened(LibC.dup(1));
      int err = opened(LibC.dup(2));
      try {
        T value;
        try {
          LibC.dup2(memory, 1);
          LibC.dup2(memory, 2);
          value = call.get();
        } finally {
          LibC.fflush(0);
          LibC.dup2(out, 1);
          LibC.dup2(err, 2);
        }
        return new Captured<>(value, contents(memory));
      } finally {
        LibC.close(memory);
        LibC.close(out);
        LibC.close(err);
      }
    }
  }

  private static int opened(int fd) {
    if (fd < 0) {
      throw new MapException(
          "cannot capture what native code prints",
          Errno.text(Bpf.lastErrno()),
          "close what is no longer needed, or raise the limit of open files (ulimit -n)",
          "man 2 memfd_create");
    }
    return fd;
  }

  private static String contents(int fd) {
    var text = new java.io.ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    long count;
    while ((count = LibC.pread(fd, chunk, chunk.length, text.size())) > 0) {
      text.write(chunk, 0, (int) count);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
