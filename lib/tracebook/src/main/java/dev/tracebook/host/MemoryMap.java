package dev.tracebook.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process's memory map, /proc/PID/maps, by address. */
record MemoryMap(List<Entry> entries) {
  /** One range of addresses; the path is empty for memory without a name. */
  record Entry(long start, long end, boolean executable, long offset, String file, String path) {
    boolean isFile() {
      return path.startsWith("/") && !path.startsWith("//anon") && !path.startsWith("/dev/zero");
    }

    long fileOffset(long address) {
      return address - start + offset;
    }
  }

  private static final String DELETED = " (deleted)";

  static MemoryMap read(int pid) {
    try {
      return parse(Files.readAllLines(Path.of("/proc", String.valueOf(pid), "maps")));
    } catch (IOException e) {
      throw Processes.notReadable(pid, "the memory map", e);
    }
  }

  /** Parses lines such as {@code 7f00-7f10 r-xp 00001000 08:01 1234 /usr/lib/libc.so.6}. */
  static MemoryMap parse(List<String> lines) {
    List<Entry> out = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split("\\s+", 6);
      String[] range = parts[0].split("-", -1);
      String path = parts.length > 5 ? parts[5] : "";
      out.add(
          new Entry(
              Long.parseUnsignedLong(range[0], 16),
              Long.parseUnsignedLong(range[1], 16),
              parts[1].charAt(2) == 'x',
              Long.parseUnsignedLong(parts[2], 16),
              parts[3] + ":" + parts[4],
              path));
    }
    return new MemoryMap(out);
  }

  static String withoutDeleted(String path) {
    return path.endsWith(DELETED) ? path.substring(0, path.length() - DELETED.length()) : path;
  }

  @Nullable Entry holding(long address) {
    int low = 0;
    int high = entries.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Entry entry = entries.get(middle);
      if (Long.compareUnsigned(address, entry.start()) < 0) {
        high = middle - 1;
      } else if (Long.compareUnsigned(address, entry.end()) >= 0) {
        low = middle + 1;
      } else {
        return entry;
      }
    }
    return null;
  }
}
