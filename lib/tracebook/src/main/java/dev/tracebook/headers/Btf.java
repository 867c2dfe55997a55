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
import java.util.List;
import java.util.Map;

/**
 * The type information (BTF) of a kernel: structs, unions, enums and typedefs by id and by name.
 *
 * <p>Follows the kernel's Documentation/bpf/btf.rst. Type 0 is void.
 */
final class Btf {
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

  private static final int MAGIC = 0xeB9F;
  private static final int TYPE_HEADER_BYTES = 12;

  /** A member of a struct or union; {@code bits} is 0 for one that is no bit-field. */
  record Member(String name, int type, int bitOffset, int bits) {}

  /** A constant of an enum. */
  record Enumerator(String name, long value) {}

  /** A parameter of a function type; type 0 without a name is the ellipsis. */
  record Parameter(String name, int type) {}

  private final ByteBuffer bytes;
  private final int stringsAt;
  private final int[] typeAt;
  private final Map<String, Integer> tags = new HashMap<>();
  private final Map<String, Integer> typedefs = new HashMap<>();
  private final Map<String, Integer> enumerators = new HashMap<>();
  private final Map<String, Integer> functions = new HashMap<>();

  private Btf(ByteBuffer source) {
    bytes = source.duplicate().order(ByteOrder.nativeOrder());
    if (bytes.remaining() < 24 || (bytes.getShort(0) & 0xffff) != MAGIC) {
      throw new HeadersException(
          "the kernel's type information cannot be read",
          "it does not start with BTF's magic number",
          "use headers=installed, or a kernel built with CONFIG_DEBUG_INFO_BTF=y",
          "https://docs.kernel.org/bpf/btf.html");
    }
    int header = bytes.getInt(4);
    int at = header + bytes.getInt(8);
    int end = at + bytes.getInt(12);
    stringsAt = header + bytes.getInt(16);
    int[] found = new int[1 << 16];
    int count = 1;
    while (at < end) {
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = at;
      at += TYPE_HEADER_BYTES + trailerBytes(at);
    }
    typeAt = Arrays.copyOf(found, count);
    for (int id = 1; id < count; id++) {
      index(id);
    }
  }

  /** Reads the running kernel's BTF. */
  static Btf ofRunningKernel() {
    Path file = Path.of("/sys/kernel/btf/vmlinux");
    try {
      return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new HeadersException(
          "this kernel gives no type information",
          "cannot read " + file + ": " + e.getMessage(),
          "use headers=installed with the package linux-headers-$(uname -r), or another kernel",
          "https://docs.kernel.org/bpf/btf.html",
          e);
    }
  }

  /** Parses the content of a BTF file. */
  static Btf parse(ByteBuffer content) {
    return new Btf(content);
  }

  private int trailerBytes(int at) {
    int info = bytes.getInt(at + 4);
    int length = info & 0xffff;
    int kind = info >>> 24 & 0x1f;
    return switch (kind) {
      case INT, VAR, DECL_TAG -> 4;
      case ARRAY -> 12;
      case STRUCT, UNION, DATASEC, ENUM64 -> 12 * length;
      case ENUM, FUNC_PROTO -> 8 * length;
      case PTR, FWD, TYPEDEF, VOLATILE, CONST, RESTRICT, FUNC, FLOAT, TYPE_TAG -> 0;
      default ->
          throw new HeadersException(
              "the kernel's type information cannot be read",
              "type kind " + kind + " is unknown to this version of Tracebook",
              "use headers=installed, or a newer Tracebook",
              "https://docs.kernel.org/bpf/btf.html");
    };
  }

  private void index(int id) {
    String name = name(id);
    if (kind(id) == ENUM || kind(id) == ENUM64) {
      for (Enumerator each : enumerators(id)) {
        enumerators.putIfAbsent(each.name(), id);
      }
    }
    if (name.isEmpty()) {
      return;
    }
    switch (kind(id)) {
      case STRUCT, UNION, ENUM, ENUM64 -> tags.putIfAbsent(name, id);
      case TYPEDEF -> typedefs.putIfAbsent(name, id);
      case FUNC -> functions.putIfAbsent(name, id);
      default -> {}
    }
  }

  int size() {
    return typeAt.length;
  }

  /** Returns the id of a struct, union or enum by its tag, or 0. */
  int tag(String name) {
    return tags.getOrDefault(name, 0);
  }

  int typedef(String name) {
    return typedefs.getOrDefault(name, 0);
  }

  /** Returns the id of the enum that has a constant of this name, or 0. */
  int enumOf(String enumerator) {
    return enumerators.getOrDefault(enumerator, 0);
  }

  int function(String name) {
    return functions.getOrDefault(name, 0);
  }

  int kind(int id) {
    return id == 0 ? 0 : bytes.getInt(typeAt[id] + 4) >>> 24 & 0x1f;
  }

  String name(int id) {
    return string(bytes.getInt(typeAt[id]));
  }

  /** Returns the type that a pointer, typedef, qualifier or function refers to. */
  int target(int id) {
    return bytes.getInt(typeAt[id] + 8);
  }

  int sizeBytes(int id) {
    return bytes.getInt(typeAt[id] + 8);
  }

  /** Tells whether a forward declaration is of a union. */
  boolean flag(int id) {
    return bytes.getInt(typeAt[id] + 4) < 0;
  }

  int elementType(int id) {
    return bytes.getInt(typeAt[id] + 12);
  }

  int elementCount(int id) {
    return bytes.getInt(typeAt[id] + 20);
  }

  List<Member> members(int id) {
    boolean bitFields = flag(id);
    List<Member> members = new ArrayList<>();
    for (int i = 0, at = typeAt[id] + TYPE_HEADER_BYTES; i < length(id); i++, at += 12) {
      int offset = bytes.getInt(at + 8);
      members.add(
          new Member(
              string(bytes.getInt(at)),
              bytes.getInt(at + 4),
              bitFields ? offset & 0xffffff : offset,
              bitFields ? offset >>> 24 : 0));
    }
    return members;
  }

  List<Enumerator> enumerators(int id) {
    boolean wide = kind(id) == ENUM64;
    List<Enumerator> constants = new ArrayList<>();
    for (int i = 0, at = typeAt[id] + TYPE_HEADER_BYTES; i < length(id); i++) {
      long low = bytes.getInt(at + 4);
      long value = wide ? (low & 0xffffffffL) | ((long) bytes.getInt(at + 8) << 32) : low;
      constants.add(
          new Enumerator(
              string(bytes.getInt(at)), !wide && !flag(id) ? value & 0xffffffffL : value));
      at += wide ? 12 : 8;
    }
    return constants;
  }

  List<Parameter> parameters(int id) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0, at = typeAt[id] + TYPE_HEADER_BYTES; i < length(id); i++, at += 8) {
      parameters.add(new Parameter(string(bytes.getInt(at)), bytes.getInt(at + 4)));
    }
    return parameters;
  }

  /** Follows typedefs and qualifiers to the type behind them. */
  int resolve(int id) {
    int at = id;
    while (true) {
      switch (kind(at)) {
        case TYPEDEF, CONST, VOLATILE, RESTRICT, TYPE_TAG -> at = target(at);
        default -> {
          return at;
        }
      }
    }
  }

  private int length(int id) {
    return bytes.getInt(typeAt[id] + 4) & 0xffff;
  }

  private String string(int offset) {
    int start = stringsAt + offset;
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - start];
    bytes.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
