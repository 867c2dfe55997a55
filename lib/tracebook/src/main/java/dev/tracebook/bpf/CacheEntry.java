package dev.tracebook.bpf;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A compiled program apart from the process that compiled it.
 *
 * @param license the program's
 * @param maps what to make, in the order of BCC's tables
 * @param functions instructions by name, in the text's order; a map stands in them as its place
 */
record CacheEntry(String license, List<Map> maps, java.util.Map<String, byte[]> functions) {
  /** Those that are made from these properties alone: no inner map, no type of the kernel's. */
  private static final Set<MapType> KEPT =
      EnumSet.of(
          MapType.HASH,
          MapType.ARRAY,
          MapType.PROG_ARRAY,
          MapType.PERF_EVENT_ARRAY,
          MapType.PERCPU_HASH,
          MapType.PERCPU_ARRAY,
          MapType.STACK_TRACE,
          MapType.CGROUP_ARRAY,
          MapType.LRU_HASH,
          MapType.LRU_PERCPU_HASH,
          MapType.LPM_TRIE,
          MapType.QUEUE,
          MapType.STACK,
          MapType.RINGBUF);

  /** What may stand in a value only if the kernel is told its type. */
  private static final Pattern TYPED =
      Pattern.compile("bpf_(spin_lock|res_spin_lock|timer|wq|list_|rb_|refcount|dynptr)");

  record Map(MapInfo info, int flags) {}

  /** The entry for a program; empty for one that cannot be told apart from its process. */
  static Optional<CacheEntry> of(Compiled program) {
    List<Map> maps = new ArrayList<>();
    List<Integer> fds = new ArrayList<>();
    for (Compiled.Slot each : program.maps()) {
      MapInfo info = each.info();
      if (!KEPT.contains(info.type()) || TYPED.matcher(info.valueDescription()).find()) {
        return Optional.empty();
      }
      maps.add(new Map(info, each.flags()));
      fds.add(each.fd());
    }
    java.util.Map<String, byte[]> functions = new LinkedHashMap<>();
    for (String name : program.functions()) {
      byte[] code = MapReferences.take(program.instructions(name), fds);
      if (code == null) {
        return Optional.empty();
      }
      functions.put(name, code);
    }
    return Optional.of(new CacheEntry(program.license(), maps, functions));
  }

  byte[] toBytes() {
    var bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, license.getBytes(StandardCharsets.UTF_8));
      out.writeInt(maps.size());
      for (Map each : maps) {
        MapInfo info = each.info();
        write(out, info.name().getBytes(StandardCharsets.UTF_8));
        out.writeInt(info.type().number());
        out.writeInt(info.keySizeBytes());
        out.writeInt(info.valueSizeBytes());
        out.writeInt(info.maxEntries());
        out.writeInt(each.flags());
        write(out, info.keyDescription().getBytes(StandardCharsets.UTF_8));
        write(out, info.valueDescription().getBytes(StandardCharsets.UTF_8));
      }
      out.writeInt(functions.size());
      for (java.util.Map.Entry<String, byte[]> each : functions.entrySet()) {
        write(out, each.getKey().getBytes(StandardCharsets.UTF_8));
        write(out, each.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  static CacheEntry ofBytes(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    String license = text(in);
    List<Map> maps = new ArrayList<>();
    for (int i = in.readInt(); i > 0; i--) {
      String name = text(in);
      MapType type = MapType.of(in.readInt());
      int keyBytes = in.readInt();
      int valueBytes = in.readInt();
      int entries = in.readInt();
      int flags = in.readInt();
      MapInfo info = new MapInfo(name, type, keyBytes, valueBytes, entries, text(in), text(in));
      maps.add(new Map(info, flags));
    }
    java.util.Map<String, byte[]> functions = new LinkedHashMap<>();
    for (int i = in.readInt(); i > 0; i--) {
      String name = text(in);
      functions.put(name, read(in));
    }
    return new CacheEntry(license, maps, functions);
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(read(in), StandardCharsets.UTF_8);
  }
}
