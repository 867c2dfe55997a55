package dev.tracebook.lang.run;

import dev.tracebook.lang.type.EnumNames;
import dev.tracebook.lang.type.Layout;
import dev.tracebook.lang.type.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.StringJoiner;

/** Stored values as bpftrace prints them. */
final class Words {
  private static final HexFormat HEX = HexFormat.of();

  private final Names names;

  Words(Names names) {
    this.names = names;
  }

  /** The text of the value that is stored at a place. */
  String text(Type type, ByteBuffer data, int at) {
    if (type instanceof Type.Int i) {
      return integer(data.getLong(at), i);
    } else if (type instanceof Type.Bool) {
      return data.getLong(at) != 0 ? "true" : "false";
    } else if (type instanceof Type.Enumerated e) {
      return e.names().text(data.getLong(at));
    } else if (type instanceof Type.Str s) {
      return string(data, at, s.capacity());
    } else if (type instanceof Type.Buf b) {
      return buffer(bytes(data, at, b));
    } else if (type instanceof Type.Tuple t) {
      return tuple(t, data, at);
    } else if (type instanceof Type.Pointer) {
      return "0x" + Long.toHexString(data.getLong(at));
    } else if (type instanceof Type.Struct || type instanceof Type.Array) {
      return raw(type, data, at);
    } else if (type instanceof Type.Stack s) {
      return names.stack(s, data.getLong(at), data.getLong(at + 8));
    } else if (type instanceof Type.Named n) {
      return names.text(n, data, at);
    }
    return Long.toString(data.getLong(at));
  }

  /** A value as Java has it: integers as Long, bool as Boolean, all else as text. */
  Object plain(Type type, ByteBuffer data, int at) {
    long value = data.getLong(at);
    if (type instanceof Type.Int number && (number.signed() || value >= 0)) {
      return value;
    }
    return type instanceof Type.Bool ? (Object) (value != 0) : text(type, data, at).strip();
  }

  /** The functions of a stack from the outermost on, those of the kernel marked as such. */
  List<String> frames(Type.Stack type, ByteBuffer data, int at) {
    List<String> frames = new ArrayList<>();
    for (String each : names.functions(type, data.getLong(at), data.getLong(at + 8))) {
      // A semicolon in a name would divide it.
      frames.add(0, each.replace(';', ':') + (type.user() ? "" : "_[k]"));
    }
    return frames;
  }

  static String integer(long value, Type.Int type) {
    return type.signed() ? Long.toString(value) : Long.toUnsignedString(value);
  }

  static String string(ByteBuffer data, int at, int capacity) {
    int length = 0;
    while (length < capacity && data.get(at + length) != 0) {
      length++;
    }
    byte[] bytes = new byte[length];
    data.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  static byte[] bytes(ByteBuffer data, int at, Type.Buf type) {
    int length = (int) Math.max(0, Math.min(type.capacity(), data.getLong(at)));
    byte[] bytes = new byte[length];
    data.get(at + 8, bytes);
    return bytes;
  }

  /** Printable bytes as they are, others as {@code \x0a}. */
  static String buffer(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      if (each >= 32 && each <= 126) {
        text.append((char) each);
      } else {
        text.append("\\x").append(HEX.toHexDigits(each));
      }
    }
    return text.toString();
  }

  private String tuple(Type.Tuple t, ByteBuffer data, int at) {
    boolean named = !t.names().isEmpty();
    StringJoiner all =
        named ? new StringJoiner(", ", "{ ", " }") : new StringJoiner(", ", "(", ")");
    for (int i = 0; i < t.elements().size(); i++) {
      String each = text(t.elements().get(i), data, at + t.offset(i));
      all.add(named ? "." + t.names().get(i) + " = " + each : each);
    }
    return all.toString();
  }

  /** A value as C lays it out, without the padding of stored values. */
  private String raw(Type type, ByteBuffer data, int at) {
    if (type instanceof Type.Struct s) {
      StringJoiner all = new StringJoiner(", ", "{ ", " }");
      for (Layout.Field field : s.layout().fields()) {
        all.add("." + field.name() + " = " + field(field, data, at));
      }
      return all.toString();
    }
    if (type instanceof Type.Array a) {
      if (a.element() instanceof Type.Int i && i.bytes() == 1 && i.signed()) {
        return string(data, at, a.length());
      }
      StringJoiner all = new StringJoiner(",", "[", "]");
      for (int i = 0; i < a.length(); i++) {
        all.add(raw(a.element(), data, at + i * a.element().size()));
      }
      return all.toString();
    }
    boolean signed = !(type instanceof Type.Int i) || i.signed();
    return scalar(type, number(data, at, Math.min(8, type.size()), signed));
  }

  private String field(Layout.Field field, ByteBuffer data, int at) {
    if (field.bits() == 0) {
      return raw(field.type(), data, at + field.offset());
    }
    long value = 0;
    for (int bit = 0; bit < field.bits(); bit++) {
      int where = field.bitOffset() + bit;
      value |= (data.get(at + where / 8) >> (where % 8) & 1L) << bit;
    }
    boolean signed = field.type() instanceof Type.Int i && i.signed();
    int unused = 64 - field.bits();
    return scalar(field.type(), signed ? value << unused >> unused : value);
  }

  private static String scalar(Type type, long value) {
    if (type instanceof Type.Enumerated e) {
      EnumNames enumNames = e.names();
      return enumNames.text(value);
    }
    if (type instanceof Type.Bool) {
      return value != 0 ? "true" : "false";
    }
    if (type instanceof Type.Int i) {
      return integer(value, i);
    }
    return "0x" + Long.toHexString(value);
  }

  private static long number(ByteBuffer data, int at, int bytes, boolean signed) {
    return switch (bytes) {
      case 1 -> signed ? data.get(at) : data.get(at) & 0xffL;
      case 2 -> signed ? data.getShort(at) : data.getShort(at) & 0xffffL;
      case 4 -> signed ? data.getInt(at) : data.getInt(at) & 0xffffffffL;
      default -> data.getLong(at);
    };
  }
}
