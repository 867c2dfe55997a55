package dev.tracebook.tools;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Disks by the number that the kernel's block tracepoints give: {@code major << 20 | minor}. */
final class Disks {
  private static final Path DISKSTATS = Path.of("/proc/diskstats");
  private static final int MINOR_BITS = 20;

  private final Map<Long, String> names = new LinkedHashMap<>();

  private Disks() {}

  static Disks read() {
    Disks disks = new Disks();
    try {
      for (String line : Files.readAllLines(DISKSTATS)) {
        String[] parts = line.strip().split("\\s+", 4);
        disks.names.put(
            Long.parseLong(parts[0]) << MINOR_BITS | Long.parseLong(parts[1]), parts[2]);
      }
    } catch (IOException e) {
      // Without it disks have numbers, which is what there is to say of them.
      return disks;
    }
    return disks;
  }

  /** Such as {@code sda}; {@code 8,0} for one that is not listed. */
  String name(long dev) {
    return names.getOrDefault(dev, (dev >> MINOR_BITS) + "," + (dev & ((1 << MINOR_BITS) - 1)));
  }

  long number(String name) {
    return names.entrySet().stream()
        .filter(each -> each.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "there is no disk \"" + name + "\"",
                    Nearest.hint(name, names.values()),
                    "name one that lsblk shows, such as sda",
                    "/proc/diskstats"));
  }
}
