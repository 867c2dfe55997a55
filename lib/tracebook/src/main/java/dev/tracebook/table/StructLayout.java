package dev.tracebook.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracebook.error.LayoutException;
import dev.tracebook.error.Nearest;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the members of a C struct are, from the description that BCC gives of a map's key or value.
 *
 * @param typeName the struct's tag, or the scalar's type
 * @param fields the members in order; nested structs are spread out
 * @param sizeBytes the size with padding
 */
public record StructLayout(String typeName, List<Field> fields, int sizeBytes) {
  /** The position while a description is walked. */
  private static final class Walk {
    final List<Field> fields = new ArrayList<>();
    int at;
    int align = 1;

    void align(int bytes) {
      at = (at + bytes - 1) / bytes * bytes;
      align = Math.max(align, bytes);
    }
  }

  /**
   * Reads BCC's description.
   *
   * @param json such as {@code ["open_t",[["pid","unsigned int"],["comm","char",[16]]],"struct"]}
   * @param expectedSizeBytes the size that the map has, to hold against
   * @return the layout
   * @throws LayoutException when a type is unknown or the sizes differ: never a guess
   */
  public static StructLayout ofDescription(String json, int expectedSizeBytes) {
    return of(parse(json), expectedSizeBytes);
  }

  /**
   * Reads a description into its parts.
   *
   * @param json BCC's description of a key or value
   * @return its tree
   */
  public static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (java.io.IOException e) {
      throw unreadable(json, "the description is not JSON");
    }
  }

  /**
   * Reads the layout of one struct out of the members of another.
   *
   * @param members the member list of a description
   * @param name the member, which has a struct type
   * @return the layout
   */
  public static StructLayout ofMember(JsonNode members, String name) {
    List<String> names = new ArrayList<>();
    for (JsonNode each : members) {
      names.add(each.get(0).asText());
      if (each.get(0).asText().equals(name)) {
        return of(each.get(1), -1);
      }
    }
    throw new LayoutException(
        "the program has no struct " + name,
        Nearest.hint(name, names),
        "define it at the top level of the program",
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md");
  }

  /**
   * Names the column of a scalar.
   *
   * @param scalarName the name
   * @return the same layout; that of a struct is left as it is
   */
  public StructLayout named(String scalarName) {
    if (fields.size() != 1 || !fields.get(0).name().equals("value")) {
      return this;
    }
    Field only = fields.get(0);
    Field renamed =
        new Field(scalarName, only.kind(), only.offsetBytes(), only.sizeBytes(), only.count());
    return new StructLayout(typeName, List.of(renamed), sizeBytes);
  }

  static StructLayout of(JsonNode root, int expectedSizeBytes) {
    Walk walk = new Walk();
    String name;
    if (root.isTextual()) {
      name = root.asText();
      scalar("value", name, 1, walk);
    } else {
      name = root.get(0).asText();
      members("", root.get(1), walk);
    }
    walk.align(walk.align);
    if (expectedSizeBytes >= 0 && walk.at != expectedSizeBytes) {
      throw unreadable(
          name, "its members take " + walk.at + " bytes but the map says " + expectedSizeBytes);
    }
    return new StructLayout(name, List.copyOf(walk.fields), walk.at);
  }

  private static void members(String prefix, JsonNode members, Walk walk) {
    for (JsonNode member : members) {
      String name = prefix + member.get(0).asText();
      JsonNode type = member.get(1);
      JsonNode extra = member.get(2);
      if (extra != null && !extra.isArray() && type.isTextual()) {
        throw unreadable(name, "bit-fields have no column yet: copy it into an integer member");
      }
      int count = extra != null && extra.isArray() ? extra.get(0).asInt() : 1;
      if (type.isTextual()) {
        if (!member.get(0).asText().startsWith("__pad_")) {
          scalar(name, type.asText(), count, walk);
        } else {
          walk.at += count;
        }
      } else if (count == 1 && "struct".equals(type.path(2).asText())) {
        nested(name, type, walk);
      } else {
        throw unreadable(name, "unions and arrays of structs have no columns");
      }
    }
  }

  private static void nested(String name, JsonNode type, Walk walk) {
    Walk inner = new Walk();
    members(name + ".", type.get(1), inner);
    inner.align(inner.align);
    walk.align(inner.align);
    for (Field each : inner.fields) {
      walk.fields.add(
          new Field(
              each.name(),
              each.kind(),
              walk.at + each.offsetBytes(),
              each.sizeBytes(),
              each.count()));
    }
    walk.at += inner.at;
  }

  private static void scalar(String name, String type, int count, Walk walk) {
    boolean array = count > 1;
    Field.Kind kind;
    int size;
    switch (type) {
      case "char" -> {
        kind = array ? Field.Kind.TEXT : Field.Kind.SIGNED;
        size = 1;
      }
      case "signed char" -> {
        kind = Field.Kind.SIGNED;
        size = 1;
      }
      case "unsigned char", "_Bool", "bool" -> {
        kind = Field.Kind.UNSIGNED;
        size = 1;
      }
      case "short", "unsigned short" -> {
        kind = type.startsWith("u") ? Field.Kind.UNSIGNED : Field.Kind.SIGNED;
        size = 2;
      }
      case "int", "unsigned int" -> {
        kind = type.startsWith("u") ? Field.Kind.UNSIGNED : Field.Kind.SIGNED;
        size = 4;
      }
      case "long", "long long", "unsigned long", "unsigned long long" -> {
        kind = type.startsWith("u") ? Field.Kind.UNSIGNED : Field.Kind.SIGNED;
        size = 8;
      }
      case "float", "double" -> {
        kind = Field.Kind.FLOATING;
        size = type.equals("float") ? 4 : 8;
      }
      case "unsigned __int128", "__int128" -> {
        kind = Field.Kind.WIDE;
        size = 16;
      }
      default -> {
        if (!type.endsWith("*")) {
          throw unreadable(name, "the type \"" + type + "\" is not known");
        }
        kind = Field.Kind.UNSIGNED;
        size = 8;
      }
    }
    walk.align(size);
    walk.fields.add(new Field(name, kind, walk.at, size, count));
    walk.at += size * count;
  }

  private static LayoutException unreadable(String name, String why) {
    return new LayoutException(
        "the layout of " + name + " cannot be turned into columns",
        why,
        "use integers, char arrays and nested structs of them in what the program sends",
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md");
  }
}
