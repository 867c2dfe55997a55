package dev.tracebook.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracebook.error.LayoutException;
import dev.tracebook.table.Field.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Walks BCC's JSON description of a type and finds the offset of every member.
 *
 * <p>BCC writes {@code struct_packed} with explicit {@code __pad_} members where it knows every
 * offset, and plain {@code struct} for one with bit-fields: there C's own rules give the offsets.
 */
final class Description {
  static final String SIZE_SUFFIX = "__size";

  private static final int MOST_STRUCTS = 16;
  private static final Pattern ADDRESS =
      Pattern.compile("(?:.*\\.)?(?:[sd]addr|.*addr(?:_?v?6)?|.*_?v6|.*ip_?v?6(?:_?addr)?)");

  private final boolean packed;
  private final boolean union;
  private final List<Field> fields = new ArrayList<>();
  private long atBits;
  private int unionBytes;
  private int align = 1;

  private Description(boolean packed, boolean union) {
    this.packed = packed;
    this.union = union;
  }

  static StructLayout layout(JsonNode root, int expectedSizeBytes) {
    String name = root.isTextual() ? root.asText() : root.get(0).asText();
    Description walk;
    if (root.isTextual()) {
      walk = new Description(false, false);
      walk.scalar("value", name, null);
    } else {
      walk = struct(root);
    }
    int sizeBytes = walk.sizeBytes();
    if (expectedSizeBytes >= 0 && sizeBytes != expectedSizeBytes) {
      throw StructLayout.unreadable(
          name.isEmpty() ? "a struct" : name,
          "its members take "
              + sizeBytes
              + " bytes but it has "
              + expectedSizeBytes
              + ": BCC does not tell the inner sizes of an array of arrays");
    }
    return new StructLayout(name, walk.fields, sizeBytes);
  }

  private static Description struct(JsonNode type) {
    String form = type.path(2).asText("struct");
    Description walk = new Description(form.equals("struct_packed"), form.equals("union"));
    for (JsonNode member : type.get(1)) {
      walk.member(member);
    }
    return walk;
  }

  private int sizeBytes() {
    int bytes = union ? unionBytes : bytesUpTo(atBits);
    return packed ? bytes : aligned(bytes, align);
  }

  private static int bytesUpTo(long bits) {
    return (int) ((bits + 7) / 8);
  }

  private static int aligned(int bytes, int alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
  }

  private void member(JsonNode member) {
    String name = member.get(0).asText();
    JsonNode second = member.get(1);
    JsonNode extra = member.path(2);
    if (union) {
      atBits = 0;
    }
    if (second.isArray() && extra.isTextual()) {
      // An anonymous struct or union is described in place: ["", members, "union"].
      spread("", member, 1, false);
    } else if (second.isArray()) {
      spread(name, second, extra.isArray() ? extra.get(0).asInt() : 1, extra.isArray());
    } else if (name.startsWith("__pad_") && extra.isArray()) {
      atBits += 8L * extra.get(0).asInt();
    } else if (extra.isInt()) {
      bitField(name, second.asText(), extra.asInt());
    } else {
      scalar(name, second.asText(), extra.isArray() ? extra.get(0).asInt() : null);
    }
    unionBytes = Math.max(unionBytes, bytesUpTo(atBits));
  }

  private void spread(String name, JsonNode type, int count, boolean array) {
    Description inner = struct(type);
    int size = inner.sizeBytes();
    int at = place(inner, name);
    if ("in6_addr".equals(type.get(0).asText()) && size == 16 && !array) {
      fields.add(new Field(name, Kind.IPV6, at, 16, 1));
    } else if (count > MOST_STRUCTS) {
      throw StructLayout.unreadable(
          name, count + " structs in an array are too many columns; at most " + MOST_STRUCTS);
    } else {
      for (int i = 0; i < count; i++) {
        String prefix = name.isEmpty() ? "" : name + (array ? "[" + i + "]." : ".");
        for (Field each : inner.fields) {
          fields.add(each.movedBy(at + i * size).named(prefix + each.name()));
        }
      }
    }
    atBits += 8L * size * count;
  }

  /** Moves to where a nested struct starts. */
  private int place(Description inner, String name) {
    int at = bytesUpTo(atBits);
    if (!packed) {
      // A packed description hides how the struct is aligned: only where that makes no difference
      // is the place known.
      if (inner.packed && at % inner.align != 0) {
        throw StructLayout.unreadable(
            name, "it follows bit-fields, and BCC does not tell how it is aligned");
      }
      at = aligned(at, inner.align);
    }
    align = Math.max(align, inner.align);
    atBits = 8L * at;
    return at;
  }

  private void bitField(String name, String type, int bits) {
    Scalar scalar = Scalar.of(name, type);
    int unit = 8 * scalar.sizeBytes;
    align = Math.max(align, scalar.sizeBytes);
    // C's rule on Linux: a bit-field does not cross a boundary of its declared type.
    boolean crosses = atBits % unit + bits > unit;
    if (bits == 0 || (!packed && crosses)) {
      atBits = (atBits + unit - 1) / unit * unit;
    }
    if (!name.isEmpty()) {
      int from = (int) (atBits / 8);
      int bitOffset = (int) (atBits % 8);
      if (bitOffset + bits > 64) {
        throw StructLayout.unreadable(name, "it is a bit-field over 9 bytes");
      }
      fields.add(
          new Field(name, scalar.kind, from, bytesUpTo(atBits + bits) - from, 1, bitOffset, bits));
    }
    atBits += bits;
  }

  private void scalar(String name, String type, @Nullable Integer elements) {
    Scalar scalar = Scalar.of(name, type);
    int at = bytesUpTo(atBits);
    align = Math.max(align, scalar.sizeBytes);
    if (!packed) {
      at = aligned(at, scalar.sizeBytes);
    }
    int count = elements == null ? 1 : elements;
    boolean text = elements != null && type.equals("char");
    Field field = new Field(name, text ? Kind.TEXT : scalar.kind, at, scalar.sizeBytes, count);
    boolean address =
        scalar.integer() && field.totalBytes() == 16 && !text && ADDRESS.matcher(name).matches();
    if (count > 0) {
      fields.add(address ? field.as(Kind.IPV6) : field);
    }
    atBits = 8L * (at + field.totalBytes());
  }

  /** What a C type's name means. */
  private record Scalar(Kind kind, int sizeBytes) {
    static Scalar of(String name, String type) {
      boolean unsigned = type.startsWith("unsigned ");
      Kind integer = unsigned ? Kind.UNSIGNED : Kind.SIGNED;
      return switch (unsigned ? type.substring("unsigned ".length()) : type) {
        case "char", "signed char" -> new Scalar(integer, 1);
        case "short" -> new Scalar(integer, 2);
        case "int" -> new Scalar(integer, 4);
        case "long", "long long" -> new Scalar(integer, 8);
        case "__int128" -> new Scalar(unsigned ? Kind.WIDE : Kind.SIGNED_WIDE, 16);
        case "_Bool", "bool" -> new Scalar(Kind.BOOL, 1);
        case "float" -> new Scalar(Kind.FLOATING, 4);
        case "double" -> new Scalar(Kind.FLOATING, 8);
        default -> {
          if (type.endsWith("*")) {
            yield new Scalar(Kind.HEX, 8);
          }
          throw unknown(name, type);
        }
      };
    }

    boolean integer() {
      return kind != Kind.BOOL && kind != Kind.FLOATING;
    }

    private static LayoutException unknown(String name, String type) {
      return StructLayout.unreadable(name, "the type \"" + type + "\" is not known");
    }
  }
}
