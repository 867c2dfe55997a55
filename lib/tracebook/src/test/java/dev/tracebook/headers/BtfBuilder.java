package dev.tracebook.headers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes BTF by hand, after https://docs.kernel.org/bpf/btf.html; ids are given out from 1. */
final class BtfBuilder {

  private final List<Integer> words = new ArrayList<>();
  private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
  private final int firstString;
  private int next;

  BtfBuilder() {
    this(1, 0);
    strings.write(0);
  }

  private BtfBuilder(int firstType, int firstString) {
    next = firstType;
    this.firstString = firstString;
  }

  /** Begins the BTF of a module, which continues these ids and strings. */
  BtfBuilder module() {
    return new BtfBuilder(next, firstString + strings.size());
  }

  record Field(String name, int type, int bitOffset, int bits) {}

  static Field field(String name, int type, int bitOffset) {
    return new Field(name, type, bitOffset, 0);
  }

  static Field bits(String name, int type, int bitOffset, int bits) {
    return new Field(name, type, bitOffset, bits);
  }

  int integer(String name, int sizeBytes) {
    return type(name, Btf.INT, 0, false, sizeBytes, sizeBytes * 8);
  }

  int pointer(int to) {
    return type("", Btf.PTR, 0, false, to);
  }

  int typedef(String name, int to) {
    return type(name, Btf.TYPEDEF, 0, false, to);
  }

  int qualifier(int kind, int to) {
    return qualifier("", kind, to);
  }

  int qualifier(String name, int kind, int to) {
    return type(name, kind, 0, false, to);
  }

  int forward(String name) {
    return type(name, Btf.FWD, 0, false, 0);
  }

  int array(int element, int index, int length) {
    return type("", Btf.ARRAY, 0, false, 0, element, index, length);
  }

  int struct(String name, int sizeBytes, Field... fields) {
    return compound(Btf.STRUCT, name, sizeBytes, fields);
  }

  int union(String name, int sizeBytes, Field... fields) {
    return compound(Btf.UNION, name, sizeBytes, fields);
  }

  private int compound(int kind, String name, int sizeBytes, Field... fields) {
    boolean wide = List.of(fields).stream().anyMatch(field -> field.bits > 0);
    int[] rest = new int[1 + 3 * fields.length];
    rest[0] = sizeBytes;
    for (int i = 0; i < fields.length; i++) {
      rest[1 + 3 * i] = string(fields[i].name);
      rest[2 + 3 * i] = fields[i].type;
      rest[3 + 3 * i] = fields[i].bits << 24 | fields[i].bitOffset;
    }
    return type(name, kind, fields.length, wide, rest);
  }

  int enumeration(String name, int sizeBytes, boolean signed, Object... namesAndValues) {
    boolean wide = sizeBytes == 8;
    int count = namesAndValues.length / 2;
    int step = wide ? 3 : 2;
    int[] rest = new int[1 + step * count];
    rest[0] = sizeBytes;
    for (int i = 0; i < count; i++) {
      long value = ((Number) namesAndValues[2 * i + 1]).longValue();
      rest[1 + step * i] = string((String) namesAndValues[2 * i]);
      rest[2 + step * i] = (int) value;
      if (wide) {
        rest[3 + step * i] = (int) (value >> 32);
      }
    }
    return type(name, wide ? Btf.ENUM64 : Btf.ENUM, count, signed, rest);
  }

  int function(int returns, int... parameters) {
    int[] rest = new int[1 + 2 * parameters.length];
    rest[0] = returns;
    for (int i = 0; i < parameters.length; i++) {
      rest[2 + 2 * i] = parameters[i];
    }
    return type("", Btf.FUNC_PROTO, parameters.length, false, rest);
  }

  private int type(String name, int kind, int vlen, boolean flag, int... rest) {
    words.add(string(name));
    words.add((flag ? 1 << 31 : 0) | kind << 24 | vlen);
    for (int each : rest) {
      words.add(each);
    }
    return next++;
  }

  private int string(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    int at = firstString + strings.size();
    strings.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    strings.write(0);
    return at;
  }

  byte[] bytes() {
    if (strings.size() == 0) {
      strings.write(0);
    }
    ByteBuffer out =
        ByteBuffer.allocate(24 + 4 * words.size() + strings.size()).order(ByteOrder.nativeOrder());
    out.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24);
    out.putInt(0).putInt(4 * words.size()).putInt(4 * words.size()).putInt(strings.size());
    words.forEach(out::putInt);
    out.put(strings.toByteArray());
    return out.array();
  }

  Btf build() {
    return Btf.parse(ByteBuffer.wrap(bytes()));
  }
}
