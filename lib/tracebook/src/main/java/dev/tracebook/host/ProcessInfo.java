package dev.tracebook.host;

import java.time.Instant;
import java.util.List;

/**
 * A process as /proc shows it.
 *
 * @param pid its id, in this process's pid namespace
 * @param parent its parent's pid
 * @param comm its name in the kernel: at most 15 characters, and the program may change it
 * @param executable the path of its executable as the process sees it; empty where it may not be
 *     read, and for kernel threads
 * @param arguments its command line; empty for kernel threads
 * @param uid its owner's user id
 * @param threads how many threads it has
 * @param startTicks when it started, in clock ticks since boot: with the pid, this names a process
 *     for good
 * @param started when it started
 */
public record ProcessInfo(
    int pid,
    int parent,
    String comm,
    String executable,
    List<String> arguments,
    int uid,
    int threads,
    long startTicks,
    Instant started) {

  /**
   * The command line as one text.
   *
   * @return the arguments joined with blanks, or the comm in brackets for a kernel thread
   */
  public String commandLine() {
    return arguments.isEmpty() ? "[" + comm + "]" : String.join(" ", arguments);
  }
}
