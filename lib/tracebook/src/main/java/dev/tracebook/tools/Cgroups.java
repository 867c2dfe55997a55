package dev.tracebook.tools;

import dev.tracebook.error.ArgumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The option that chooses processes by their cgroup. */
final class Cgroups {
  private Cgroups() {}

  /** The kernel's id of a cgroup is the inode number of its folder. */
  static Options set(Options options, String path) {
    Path folder = Path.of(path);
    try {
      if (Files.isDirectory(folder) && Files.getFileStore(folder).type().equals("cgroup2")) {
        return options.number(
            "cgroupId", (long) Files.getAttribute(folder, "unix:ino"), 0, Long.MAX_VALUE);
      }
    } catch (IOException e) {
      throw new ArgumentException(
          "the cgroup " + path + " cannot be looked at",
          String.valueOf(e.getMessage()),
          "name a folder that this process may read",
          "man 7 cgroups",
          e);
    }
    throw new ArgumentException(
        path + " is no cgroup",
        "it is not a folder of the cgroup v2 tree",
        "name one such as /sys/fs/cgroup/system.slice/ssh.service; /proc/PID/cgroup has a process's",
        "man 7 cgroups");
  }
}
