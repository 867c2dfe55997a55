package dev.tracebook.bpf;

/** An attachment of a program to a probe; closing it detaches the program. */
public final class Link implements AutoCloseable {
  private final String function;
  private final String probe;
  private final Opened opened;
  private boolean closed;

  Link(String function, String probe, Opened opened) {
    this.function = function;
    this.probe = probe;
    this.opened = opened;
  }

  /**
   * The function that runs.
   *
   * @return its name in the program
   */
  public String function() {
    return function;
  }

  /**
   * The probe, in bpftrace's spelling.
   *
   * @return such as {@code tracepoint:syscalls:sys_enter_openat}
   */
  public String probe() {
    return probe;
  }

  int fd() {
    return opened.fds().get(0);
  }

  synchronized boolean isOpen() {
    return !closed;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      opened.close();
    }
  }

  @Override
  public String toString() {
    return probe;
  }
}
