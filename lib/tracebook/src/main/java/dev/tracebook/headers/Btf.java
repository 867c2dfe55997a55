package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The type information (BTF) of a kernel, with an index by name. Type 0 is {@code void}. */
public final class Btf {

  static final int INT = 1;
  static final int PTR = 2;
  static final int ARRAY = 3;
  static final int STRUCT = 4;
  static final int UNION = 5;
  static final int ENUM = 6;
  static final int FWD = 7;
  static final int TYPEDEF = 8;
  static final int VOLATILE = 9;
  static final int CONST = 10;
  static final int RESTRICT = 11;
  static final int FUNC = 12;
  static final int FUNC_PROTO = 13;
  static final int VAR = 14;
  static final int DATASEC = 15;
  static final int FLOAT = 16;
  static final int DECL_TAG = 17;
  static final int TYPE_TAG = 18;
  static final int ENUM64 = 19;

  private static final String TRACEPOINT_PREFIX = "btf_trace_";
  private static final Path RUNNING = Path.of("/sys/kernel/btf/vmlinux");

  /**
   * A member of a struct or union.
   *
   * @param name its name; empty for an anonymous struct or union
   * @param type the id of its type
   * @param bitOffset where it starts, in bits
   * @param bits the width of a bit field, else 0
   */
  public record Member(String name, int type, int bitOffset, int bits) {}

  /**
   * An enumerator.
   *
   * @param name its name
   * @param value its value
   */
  public record Enumerator(String name, long value) {}

  private final ByteBuffer data;
  private final int stringsAt;
  private int[] at = new int[1 << 17];
  private int count = 1;
  private final Map<String, Integer> tags = new HashMap<>();
  private final Map<String, Integer> typedefs = new HashMap<>();
  private final Map<String, Integer> enumerators = new HashMap<>();
  private @Nullable Map<String, Integer> functionIds;

  private Btf(ByteBuffer raw) {
    data = raw.duplicate().order(ByteOrder.nativeOrder());
    if (data.remaining() < 24 || (data.getShort(0) & 0xffff) != 0xeb9f) {
      throw new HeadersException("Cannot read BTF", "no BTF magic number", "", "");
    }
    int header = data.getInt(4);
    stringsAt = header + data.getInt(16);
    int from = header + data.getInt(8);
    scan(from, from + data.getInt(12));
  }

  /**
   * Parses raw BTF.
   *
   * @param raw the whole BTF blob, from index 0
   * @return its types
   */
  public static Btf parse(ByteBuffer raw) {
    return new Btf(raw);
  }

  private static final class Running {
    static final Btf BTF = read();

    private static Btf read() {
      try {
        return parse(ByteBuffer.wrap(Files.readAllBytes(RUNNING)));
      } catch (IOException e) {
        throw new HeadersException(
            "Cannot read the kernel's types", e.toString(), "headers=installed", "doctor()", e);
      }
    }
  }

  /**
   * Tells whether the running kernel offers BTF.
   *
   * @return true if {@code /sys/kernel/btf/vmlinux} can be read
   */
  public static boolean available() {
    return Files.isReadable(RUNNING);
  }

  /**
   * The running kernel's types, read once.
   *
   * @return the types
   */
  public static Btf running() {
    return Running.BTF;
  }

  private void scan(int from, int end) {
    int offset = from;
    while (offset < end) {
      if (count == at.length) {
        at = Arrays.copyOf(at, count * 2);
      }
      int id = count++;
      at[id] = offset;
      index(id);
      offset += 12 + extra(id);
    }
  }

  private int extra(int id) {
    return switch (kind(id)) {
      case INT, VAR, DECL_TAG -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATASEC, ENUM64 -> 12 * vlen(id);
      case ENUM, FUNC_PROTO -> 8 * vlen(id);
      default -> 0;
    };
  }

  private void index(int id) {
    switch (kind(id)) {
      case STRUCT, UNION -> tag(id);
      case TYPEDEF -> typedefs.putIfAbsent(name(id), id);
      case ENUM, ENUM64 -> {
        tag(id);
        for (Enumerator e : enumerators(id)) {
          enumerators.putIfAbsent(e.name(), id);
        }
      }
      default -> {}
    }
  }

  private void tag(int id) {
    String name = name(id);
    if (!name.isEmpty() && vlen(id) > 0) {
      tags.putIfAbsent(name, id);
    }
  }

  int count() {
    return count;
  }

  int kind(int id) {
    return id == 0 ? 0 : (data.getInt(at[id] + 4) >> 24) & 0x1f;
  }

  int vlen(int id) {
    return data.getInt(at[id] + 4) & 0xffff;
  }

  boolean flag(int id) {
    return data.getInt(at[id] + 4) < 0;
  }

  /** Size in bytes of an int, enum, struct or union. */
  int size(int id) {
    return data.getInt(at[id] + 8);
  }

  /** What a pointer, modifier, typedef or prototype refers to. */
  int target(int id) {
    return data.getInt(at[id] + 8);
  }

  int element(int id) {
    return data.getInt(at[id] + 12);
  }

  int length(int id) {
    return data.getInt(at[id] + 20);
  }

  String name(int id) {
    return id == 0 ? "void" : string(data.getInt(at[id]));
  }

  private String string(int offset) {
    int start = stringsAt + offset;
    int end = start;
    while (data.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - start];
    data.get(start, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  List<Member> members(int id) {
    List<Member> out = new ArrayList<>();
    for (int i = 0, p = at[id] + 12; i < vlen(id); i++, p += 12) {
      int where = data.getInt(p + 8);
      boolean wide = flag(id);
      out.add(
          new Member(
              string(data.getInt(p)),
              data.getInt(p + 4),
              wide ? where & 0xffffff : where,
              wide ? where >>> 24 : 0));
    }
    return out;
  }

  List<Enumerator> enumerators(int id) {
    boolean wide = kind(id) == ENUM64;
    List<Enumerator> out = new ArrayList<>();
    for (int i = 0, p = at[id] + 12; i < vlen(id); i++, p += wide ? 12 : 8) {
      long low = data.getInt(p + 4);
      if (wide) {
        low = (low & 0xffffffffL) | ((long) data.getInt(p + 8) << 32);
      } else if (!flag(id)) {
        low &= 0xffffffffL;
      }
      out.add(new Enumerator(string(data.getInt(p)), low));
    }
    return out;
  }

  /** The types of a prototype's parameters; 0 as the last one is an ellipsis. */
  int[] parameters(int id) {
    int[] out = new int[vlen(id)];
    for (int i = 0; i < out.length; i++) {
      out[i] = data.getInt(at[id] + 12 + 8 * i + 4);
    }
    return out;
  }

  /** The struct, union or enum of that tag, or null. */
  @Nullable Integer tagged(String name) {
    return tags.get(name);
  }

  @Nullable Integer typedef(String name) {
    return typedefs.get(name);
  }

  @Nullable Integer ownerOf(String enumerator) {
    return enumerators.get(enumerator);
  }

  /** Skips qualifiers, type tags and typedefs. */
  int strip(int id) {
    int here = id;
    while (true) {
      switch (kind(here)) {
        case TYPEDEF, CONST, VOLATILE, RESTRICT, TYPE_TAG -> here = target(here);
        default -> {
          return here;
        }
      }
    }
  }

  /**
   * The names of all structs that have members.
   *
   * @return the names, sorted
   */
  public List<String> structs() {
    return tags.entrySet().stream()
        .filter(entry -> kind(entry.getValue()) == STRUCT)
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  /**
   * The byte offsets of a struct's named members, those of anonymous members included; no bit
   * fields.
   *
   * @param struct the tag of a struct or union
   * @return name to offset, in the kernel's order; empty where there is no such struct
   */
  public Map<String, Integer> memberOffsets(String struct) {
    Map<String, Integer> out = new LinkedHashMap<>();
    Integer id = tagged(struct);
    if (id != null && (kind(id) == STRUCT || kind(id) == UNION)) {
      collect(id, 0, out);
    }
    return out;
  }

  private void collect(int id, int base, Map<String, Integer> out) {
    for (Member member : members(id)) {
      int where = base + member.bitOffset();
      int type = strip(member.type());
      if (member.name().isEmpty() && (kind(type) == STRUCT || kind(type) == UNION)) {
        collect(type, where, out);
      } else if (member.bits() == 0 && !member.name().isEmpty()) {
        out.put(member.name(), where / 8);
      }
    }
  }

  /**
   * Finds a kernel function.
   *
   * @param name its name
   * @return its id, or 0 where BTF has none
   */
  public int functionId(String name) {
    return functionIds().getOrDefault(name, 0);
  }

  /**
   * Lists the kernel's functions.
   *
   * @return the names that BTF has
   */
  public java.util.Set<String> functions() {
    return functionIds().keySet();
  }

  private synchronized Map<String, Integer> functionIds() {
    if (functionIds == null) {
      functionIds = new HashMap<>();
      for (int id = 1; id < count; id++) {
        if (kind(id) == FUNC) {
          functionIds.putIfAbsent(name(id), id);
        }
      }
    }
    return functionIds;
  }

  /**
   * Finds a tracepoint with typed arguments.
   *
   * @param name its name, such as {@code sched_switch}
   * @return the id to bind a program to, or 0 where the kernel has none
   */
  public int tracepointId(String name) {
    return typedefs.getOrDefault(TRACEPOINT_PREFIX + name, 0);
  }

  /**
   * Lists the kernel's tracepoints.
   *
   * @return the names, sorted
   */
  public List<String> tracepoints() {
    return typedefs.keySet().stream()
        .filter(each -> each.startsWith(TRACEPOINT_PREFIX))
        .map(each -> each.substring(TRACEPOINT_PREFIX.length()))
        .sorted()
        .toList();
  }
}
