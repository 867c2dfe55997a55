package dev.tracebook.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracebook.error.LayoutException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Where the members of a C struct are, from the description that BCC gives of a map's key or value.
 *
 * <p>A member is a column. Nested structs are spread out ({@code in.a}), as are short arrays of
 * structs ({@code in[0].a}); the members of a union are columns over the same bytes. {@code char[]}
 * is text, {@code bool} a boolean, an array of numbers the text {@code [1, 2]}. Sixteen bytes whose
 * name is an address by convention ({@code saddr}, {@code daddr}, {@code *addr6}, {@code *_v6}) and
 * {@code struct in6_addr} are IPv6 addresses; for everything else there are {@link #ipv4}, {@link
 * #ipv6} and {@link #hex}. BCC describes pointers as {@code u64} and enums as {@code u32}.
 *
 * @param typeName the struct's tag, or the scalar's type
 * @param fields the members in order
 * @param sizeBytes the size with padding
 */
public record StructLayout(String typeName, List<Field> fields, int sizeBytes) {
  static final String SEE = "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md";

  /**
   * Makes a layout.
   *
   * @param typeName the struct's tag, or the scalar's type
   * @param fields the members in order
   * @param sizeBytes the size with padding
   * @throws LayoutException when two members have one name, or one lies outside of the struct
   */
  public StructLayout {
    fields = List.copyOf(fields);
    Set<String> names = new HashSet<>();
    for (Field each : fields) {
      if (!names.add(each.name())) {
        throw unreadable(typeName, "two of its members are named " + each.name());
      }
      if (each.offsetBytes() < 0 || each.offsetBytes() + each.totalBytes() > sizeBytes) {
        throw unreadable(typeName, "its member " + each.name() + " lies outside of it");
      }
    }
  }

  /**
   * Reads BCC's description.
   *
   * @param json such as {@code ["open_t",[["pid","unsigned int"],["comm","char",[16]]],"struct"]}
   * @param expectedSizeBytes the size that the map has, to hold against; -1 where it is not known
   * @return the layout
   * @throws LayoutException when a type is unknown or the sizes differ: never a guess
   */
  public static StructLayout ofDescription(String json, int expectedSizeBytes) {
    return Description.layout(parse(json), expectedSizeBytes);
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
   * @param members the member list of a description; an array of characters named {@code
   *     <name>__size} tells the struct's size by its own
   * @param name the member, which has a struct type
   * @return the layout
   */
  public static StructLayout ofMember(JsonNode members, String name) {
    List<String> names = new ArrayList<>();
    int sizeBytes = -1;
    JsonNode found = null;
    for (JsonNode each : members) {
      String member = each.get(0).asText();
      if (member.equals(name)) {
        found = each.get(1);
      } else if (member.equals(name + Description.SIZE_SUFFIX)) {
        sizeBytes = each.get(2).get(0).asInt();
      }
      if (!member.endsWith(Description.SIZE_SUFFIX)) {
        names.add(member);
      }
    }
    if (found == null) {
      throw new LayoutException(
          "the program has no struct " + name,
          Nearest.hint(name, names),
          "define it at the top level of the program",
          SEE);
    }
    return Description.layout(found, sizeBytes);
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
    return new StructLayout(typeName, List.of(fields.get(0).named(scalarName)), sizeBytes);
  }

  /**
   * Shows members of 4 bytes as IPv4 addresses, such as {@code 10.0.0.1}: {@code ipv4("saddr")}.
   *
   * @param members the columns, in network byte order as the kernel's {@code __be32} are
   * @return the layout with these as text
   * @throws UnknownNameException when there is no such member
   * @throws LayoutException when one has another size
   */
  public StructLayout ipv4(String... members) {
    return as(Field.Kind.IPV4, 4, members);
  }

  /**
   * Shows members of 16 bytes as IPv6 addresses in the form of RFC 5952, such as {@code
   * 2001:db8::1}; mapped IPv4 addresses as {@code ::ffff:10.0.0.1}.
   *
   * @param members the columns: {@code unsigned __int128}, {@code u8[16]} or {@code u32[4]}
   * @return the layout with these as text
   * @throws UnknownNameException when there is no such member
   * @throws LayoutException when one has another size
   */
  public StructLayout ipv6(String... members) {
    return as(Field.Kind.IPV6, 16, members);
  }

  /**
   * Shows integer members in hexadecimal, such as {@code 0xffffffff81000000}: pointers, flags.
   *
   * @param members the columns
   * @return the layout with these as text
   * @throws UnknownNameException when there is no such member
   * @throws LayoutException when one is no integer
   */
  public StructLayout hex(String... members) {
    return as(Field.Kind.HEX, 0, members);
  }

  private StructLayout as(Field.Kind kind, int neededBytes, String... members) {
    List<Field> changed = new ArrayList<>(fields);
    for (String member : members) {
      int at = names().indexOf(member);
      if (at < 0) {
        throw new UnknownNameException(
            "struct " + typeName + " has no member \"" + member + "\"",
            Nearest.hint(member, names()),
            "name one of: " + String.join(", ", names()),
            SEE);
      }
      Field field = fields.get(at);
      boolean integer =
          field.count() == 1
              && (field.kind() == Field.Kind.SIGNED || field.kind() == Field.Kind.UNSIGNED);
      boolean fits = neededBytes == 0 ? integer : field.totalBytes() == neededBytes;
      if (!fits || field.bitCount() > 0) {
        throw new LayoutException(
            "the member " + member + " cannot be shown as " + kind,
            neededBytes == 0
                ? "it is no integer"
                : "it has " + field.totalBytes() + " bytes and not " + neededBytes,
            "leave it out",
            SEE);
      }
      changed.set(at, field.as(kind));
    }
    return new StructLayout(typeName, changed, sizeBytes);
  }

  /**
   * The columns' names.
   *
   * @return the names, in the order of the fields
   */
  public List<String> names() {
    return fields.stream().map(Field::name).toList();
  }

  static LayoutException unreadable(String name, String why) {
    return new LayoutException(
        "the layout of " + name + " cannot be turned into columns",
        why,
        "use integers, char arrays and nested structs of them in what the program sends",
        SEE);
  }
}
