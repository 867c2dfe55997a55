package dev.tracebook.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which process has a socket open, by the socket's inode number, as {@code ss -p} finds it: from
 * /proc/PID/fd. A socket that several processes share is the first one's, by pid. Needs
 * CAP_SYS_PTRACE for other users' processes.
 *
 * <p>Example: {@code new SocketOwners().find(List.of(inode)).get(inode).pid()}
 */
public final class SocketOwners {
  private static final Path PROC = Path.of("/proc");
  private static final String PREFIX = "socket:[";

  private final Map<Long, ProcessInfo> owners = new HashMap<>();
  private final Set<Long> unknown = new HashSet<>();

  /** Looks at all processes once: a few microseconds an open descriptor. */
  public SocketOwners() {
    look();
  }

  /**
   * The processes that have sockets. Looks again, once, where an inode was not seen before.
   *
   * @param inodes the sockets' inode numbers
   * @return the process by inode, without those that none has, or that may not be looked at
   */
  public synchronized Map<Long, ProcessInfo> find(Collection<Long> inodes) {
    if (inodes.stream().anyMatch(each -> !owners.containsKey(each) && !unknown.contains(each))) {
      look();
    }
    Map<Long, ProcessInfo> found = new HashMap<>();
    for (Long each : inodes) {
      ProcessInfo owner = owners.get(each);
      if (owner == null) {
        unknown.add(each);
      } else {
        found.put(each, owner);
      }
    }
    return found;
  }

  private void look() {
    for (ProcessInfo each : Processes.all()) {
      try (DirectoryStream<Path> open =
          Files.newDirectoryStream(PROC.resolve(each.pid() + "/fd"))) {
        for (Path fd : open) {
          note(fd, each);
        }
      } catch (IOException e) {
        // It has ended, or is another user's: its sockets have no owner here.
      }
    }
  }

  private void note(Path fd, ProcessInfo process) {
    try {
      String target = Files.readSymbolicLink(fd).toString();
      if (target.startsWith(PREFIX)) {
        owners.putIfAbsent(
            Long.parseLong(target.substring(PREFIX.length(), target.length() - 1)), process);
      }
    } catch (IOException e) {
      // Closed since: it is nobody's.
    }
  }
}
