package dev.tracebook.bpf;

import dev.tracebook.host.Binary;
import dev.tracebook.host.ProcessInfo;
import dev.tracebook.host.Processes;
import dev.tracebook.host.UsdtProbe;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A probe's semaphore raised in the memory of the processes that have the binary mapped now.
 * Processes that start later are not seen: this is the second choice, see {@link UsdtPlaces}.
 */
final class UsdtSemaphore implements AutoCloseable {
  private record Raised(int pid, long startTicks, long address) {}

  private final List<Raised> raised = new ArrayList<>();

  private UsdtSemaphore() {}

  static UsdtSemaphore raise(Binary binary, UsdtProbe probe, int pid) {
    UsdtSemaphore semaphore = new UsdtSemaphore();
    List<Integer> pids =
        pid >= 0 ? List.of(pid) : Processes.all().stream().map(ProcessInfo::pid).toList();
    for (int each : pids) {
      semaphore.raiseIn(each, binary.path(), probe);
    }
    return semaphore;
  }

  private void raiseIn(int pid, Path binary, UsdtProbe probe) {
    try {
      Optional<Long> address = address(pid, binary, probe.semaphoreFileOffset());
      if (address.isPresent()) {
        Raised place = new Raised(pid, Processes.startTicks(pid), address.get());
        add(place, 1);
        raised.add(place);
      }
    } catch (IOException e) {
      // The process is gone, or is not ours to look at: it has no probe that could fire for us.
    }
  }

  /** Where a place of a file is in a process's memory. */
  private static Optional<Long> address(int pid, Path binary, long offset) throws IOException {
    Object wanted = Files.readAttributes(binary, "unix:ino,dev").toString();
    for (String line : Files.readAllLines(Path.of("/proc", "" + pid, "maps"))) {
      String[] parts = line.strip().split("\\s+", 6);
      if (parts.length < 6 || !parts[1].contains("w")) {
        continue;
      }
      String[] range = parts[0].split("-", 2);
      long start = Long.parseUnsignedLong(range[0], 16);
      long end = Long.parseUnsignedLong(range[1], 16);
      long from = Long.parseUnsignedLong(parts[2], 16);
      boolean inside = offset >= from && offset < from + (end - start);
      Path mapped = Path.of("/proc", "" + pid, "map_files", parts[0]);
      if (inside && sameFile(mapped, Path.of(parts[5]), wanted)) {
        return Optional.of(start + offset - from);
      }
    }
    return Optional.empty();
  }

  private static boolean sameFile(Path mapped, Path named, Object wanted) {
    for (Path each : List.of(mapped, named)) {
      try {
        if (Files.readAttributes(each, "unix:ino,dev").toString().equals(wanted)) {
          return true;
        }
      } catch (IOException e) {
        // map_files needs more privilege than the name does: the other one is tried.
      }
    }
    return false;
  }

  private static void add(Raised place, int amount) throws IOException {
    try (RandomAccessFile memory = new RandomAccessFile("/proc/" + place.pid() + "/mem", "rw")) {
      memory.seek(place.address());
      int low = memory.read();
      int count = (low | memory.read() << 8) + amount;
      memory.seek(place.address());
      memory.write(new byte[] {(byte) count, (byte) (count >> 8)});
    }
  }

  @Override
  public void close() {
    for (Raised each : raised) {
      try {
        // Another process may have got the pid since.
        if (Processes.startTicks(each.pid()) == each.startTicks()) {
          add(each, -1);
        }
      } catch (IOException | RuntimeException e) {
        // The process has ended, and its semaphore with it.
      }
    }
    raised.clear();
  }
}
