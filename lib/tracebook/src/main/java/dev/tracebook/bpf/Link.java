package dev.tracebook.bpf;

import dev.tracebook.sys.LibBcc;

/** An attachment of a program to a probe; closing it detaches the program. */
public final class Link implements AutoCloseable {
  private final String probe;
  private final int fd;
  private boolean closed;

  Link(String probe, int fd) {
    this.probe = probe;
    this.fd = fd;
  }

  /**
   * The probe, in bpftrace's spelling.
   *
   * @return such as {@code tracepoint:syscalls:sys_enter_openat}
   */
  public String probe() {
    return probe;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      LibBcc.closeFd(fd);
    }
  }

  @Override
  public String toString() {
    return probe;
  }
}
