package dev.tracebook.bpf;

import dev.tracebook.error.AttachException;
import dev.tracebook.error.TraceException;
import dev.tracebook.sys.Errno;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.PerfEvent;

/** Opens perf events and says why it cannot. */
final class Opening {
  private Opening() {}

  /** Opens an event and attaches a program to it. */
  static int open(String probe, PerfEvent event, int pid, int cpu, int program) {
    return attach(probe, event.open(pid, cpu), pid, program);
  }

  /** Attaches a program to an event that was opened, which is closed on failure. */
  static int attach(String probe, int fd, int pid, int program) {
    if (fd < 0) {
      throw failed(probe, -fd, pid);
    }
    int attached = PerfEvent.attach(fd, program);
    if (attached < 0) {
      LibC.closeFd(fd);
      throw failed(probe, -attached, pid);
    }
    return fd;
  }

  /** The error for an errno of a call that should have attached. */
  static TraceException failed(String probe, int errno, int pid) {
    String what = "cannot attach to " + probe;
    String why = Errno.text(errno);
    return switch (errno) {
      case Errno.EPERM, Errno.EACCES -> Refusals.of(what, errno);
      case Errno.ESRCH ->
          new AttachException(
              what,
              "there is no process " + pid,
              "take the pid of a process that runs; a probe without a pid sees all processes",
              "ps -e");
      case Errno.EEXIST ->
          new AttachException(
              what,
              "this function is attached there already",
              "attach another function, or close the link that attach() returned first",
              "Link.close()");
      case Errno.ENOENT, Errno.ENODEV, Errno.EOPNOTSUPP ->
          new AttachException(
              what,
              why + ": this machine does not have it",
              "doctor() shows what this kernel can do",
              "man 2 perf_event_open");
      default ->
          new AttachException(
              what, why, "check the probe's name and place", "man 2 perf_event_open");
    };
  }
}
