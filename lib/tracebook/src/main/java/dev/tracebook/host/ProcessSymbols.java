package dev.tracebook.host;

import dev.tracebook.error.TraceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The memory maps of one process, remembered so that addresses resolve when it has ended. */
final class ProcessSymbols {
  /** Each exec and each dlopen makes a new map; the old ones explain what was seen before. */
  private static final int MAX_MAPS = 8;

  private final int pid;
  private final long startTicks;
  private final Path root;
  private final ModuleCache modules;
  private final PerfMap perfMap;
  private final List<MemoryMap> maps = new ArrayList<>();
  private final Map<Long, Symbol> resolved = new HashMap<>();

  ProcessSymbols(int pid, long startTicks, ModuleCache modules) {
    this.pid = pid;
    this.startTicks = startTicks;
    this.root = Binaries.rootOf(pid);
    this.modules = modules;
    this.perfMap = new PerfMap(pid, root);
    look();
  }

  boolean isSameProcess(long ticks) {
    return ticks == startTicks;
  }

  /** Reads the map again, newest first; a process that is gone keeps the ones it had. */
  void look() {
    MemoryMap now;
    try {
      now = MemoryMap.read(pid);
    } catch (TraceException e) {
      // Gone meanwhile, or not ours to look at: addresses stay addresses.
      return;
    }
    if (now.entries().isEmpty() || (!maps.isEmpty() && maps.get(0).equals(now))) {
      return;
    }
    maps.add(0, now);
    if (maps.size() > MAX_MAPS) {
      maps.remove(MAX_MAPS);
    }
    resolved.clear();
    if (!root.equals(Path.of("/"))) {
      // When a container ends its files go with it, so they are read while they are there.
      now.entries().stream()
          .filter(each -> each.isFile() && each.executable())
          .forEach(this::module);
    }
  }

  void refreshJit() {
    if (perfMap.refresh()) {
      resolved.clear();
    }
  }

  boolean knows(long address) {
    return maps.stream().anyMatch(each -> each.holding(address) != null);
  }

  Symbol at(long address) {
    return resolved.computeIfAbsent(address, this::resolve);
  }

  private Symbol resolve(long address) {
    for (MemoryMap map : maps) {
      MemoryMap.Entry entry = map.holding(address);
      if (entry != null) {
        if (entry.path().equals("[vdso]")) {
          return modules.vdso().at(address, entry.fileOffset(address));
        }
        return entry.isFile()
            ? module(entry).at(address, entry.fileOffset(address))
            : perfMap.at(address);
      }
    }
    return Symbol.unknown(address);
  }

  private ModuleSymbols module(MemoryMap.Entry entry) {
    String path = MemoryMap.withoutDeleted(entry.path());
    String name = path.substring(path.lastIndexOf('/') + 1);
    return modules.of(entry.file() + path, name, () -> open(entry), Path.of(path), root);
  }

  private @Nullable Path open(MemoryMap.Entry entry) {
    Path process = Path.of("/proc", String.valueOf(pid));
    Path file = root.resolve(Path.of("/").relativize(Path.of(entry.path())));
    if (Files.isReadable(file)) {
      return file;
    }
    // Deleted, as after an upgrade: the kernel still hands out the mapped file itself.
    Path mapped =
        process
            .resolve("map_files")
            .resolve(Long.toHexString(entry.start()) + "-" + Long.toHexString(entry.end()));
    return Files.isReadable(mapped) ? mapped : null;
  }
}
