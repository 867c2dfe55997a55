package dev.tracebook.bpf;

import dev.tracebook.sys.LibC;
import java.util.List;

/**
 * What holds an attachment.
 *
 * @param fds the descriptors; closing them detaches the program
 * @param afterwards what else is undone when it is closed
 */
record Opened(List<Integer> fds, Runnable afterwards) implements AutoCloseable {
  static Opened of(int fd) {
    return of(List.of(fd));
  }

  static Opened of(List<Integer> fds) {
    return new Opened(List.copyOf(fds), () -> {});
  }

  @Override
  public void close() {
    fds.forEach(LibC::closeFd);
    afterwards.run();
  }
}
