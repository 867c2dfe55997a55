package dev.tracebook.bpf;

import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.LibC;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A program that was compiled before: its maps are made and its instructions loaded by bpf(2). */
final class CachedProgram implements Compiled {
  private final CacheEntry entry;
  private final List<Slot> maps;
  private final Supplier<? extends Compiled> compiler;
  private final Map<String, byte[]> instructions = new HashMap<>();

  private CachedProgram(CacheEntry entry, List<Slot> maps, Supplier<? extends Compiled> compiler) {
    this.entry = entry;
    this.maps = maps;
    this.compiler = compiler;
    int[] fds = maps.stream().mapToInt(Slot::fd).toArray();
    entry.functions().forEach((name, code) -> instructions.put(name, MapReferences.put(code, fds)));
  }

  /**
   * Makes the maps.
   *
   * @param compiler compiles the program again, for what the verifier says of the user's lines
   * @return empty where the kernel refuses a map: a compile then tells why
   */
  static Optional<CachedProgram> open(CacheEntry entry, Supplier<? extends Compiled> compiler) {
    List<Slot> made = new ArrayList<>();
    for (CacheEntry.Map each : entry.maps()) {
      MapInfo info = each.info();
      int fd =
          Bpf.createMap(
              info.type().number(),
              info.keySizeBytes(),
              info.valueSizeBytes(),
              info.maxEntries(),
              each.flags(),
              info.name());
      if (fd < 0) {
        made.forEach(slot -> LibC.closeFd(slot.fd()));
        return Optional.empty();
      }
      made.add(new Slot(info, each.flags(), fd));
    }
    return Optional.of(new CachedProgram(entry, made, compiler));
  }

  @Override
  public List<String> functions() {
    return List.copyOf(entry.functions().keySet());
  }

  @Override
  public List<Slot> maps() {
    return maps;
  }

  @Override
  public byte[] instructions(String function) {
    byte[] code = instructions.get(function);
    if (code == null) {
      throw new IllegalArgumentException(function);
    }
    return code;
  }

  @Override
  public String license() {
    return entry.license();
  }

  @Override
  public int load(String function, ProgramKind kind, ByteBuffer log) {
    if (log.capacity() > 0) {
      // The cache has no line numbers.
      try (Compiled fresh = compiler.get()) {
        return fresh.load(function, kind, log);
      }
    }
    return Bpf.load(
        kind.type(),
        Math.max(0, kind.attachType()),
        kind.btfId(),
        function,
        instructions(function),
        license(),
        log);
  }

  @Override
  public void close() {
    maps.forEach(each -> LibC.closeFd(each.fd()));
  }
}
