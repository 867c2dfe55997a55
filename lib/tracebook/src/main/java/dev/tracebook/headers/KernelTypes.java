package dev.tracebook.headers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The running kernel's types for those who walk along them: typedefs and qualifiers skipped. */
public final class KernelTypes {
  private final Btf btf;

  /**
   * A member of a struct or union.
   *
   * @param name its name; empty for an anonymous struct or union
   * @param type the id of its type
   * @param bitOffset where it starts, in bits
   * @param bits the width of a bit field, else 0
   */
  public record Member(String name, int type, int bitOffset, int bits) {}

  private KernelTypes(Btf btf) {
    this.btf = btf;
  }

  /**
   * The running kernel's types.
   *
   * @return the types
   */
  public static KernelTypes running() {
    return new KernelTypes(KernelBtf.running().types());
  }

  /**
   * Tells whether the kernel offers its types.
   *
   * @return true where it has BTF
   */
  public static boolean available() {
    return KernelBtf.running().available();
  }

  /**
   * Finds a type by its name in C.
   *
   * @param keyword {@code struct}, {@code union}, {@code enum}, or empty for a typedef
   * @param name the tag or the typedef's name
   * @return its id, or -1 where there is none
   */
  public int find(String keyword, String name) {
    Integer id = keyword.isEmpty() ? btf.typedef(name) : btf.tagged(name);
    return id == null ? -1 : id;
  }

  /**
   * The names of all structs with members, for hints.
   *
   * @return the names
   */
  public List<String> structs() {
    return btf.structs();
  }

  /**
   * Tells what a type is.
   *
   * @param id the type's id
   * @return what it is behind typedefs and qualifiers
   */
  public BtfType describe(int id) {
    int here = btf.strip(id);
    return switch (btf.kind(here)) {
      case Btf.INT -> {
        int encoding = btf.encoding(here);
        boolean text = btf.name(here).equals("char");
        yield new BtfType.Int(btf.size(here), (encoding & 1) != 0, (encoding & 4) != 0, text);
      }
      case Btf.PTR -> new BtfType.Pointer(btf.target(here));
      case Btf.ARRAY -> new BtfType.Array(btf.element(here), btf.length(here));
      case Btf.STRUCT -> new BtfType.Struct(here, "struct " + btf.name(here), btf.size(here));
      case Btf.UNION -> new BtfType.Struct(here, "union " + btf.name(here), btf.size(here));
      case Btf.ENUM, Btf.ENUM64 -> new BtfType.Enumeration(here, btf.name(here), btf.size(here));
      case Btf.FWD -> new BtfType.Struct(here, "struct " + btf.name(here), 0);
      default -> new BtfType.Other();
    };
  }

  /**
   * The members of a struct or union; a declaration without members has none.
   *
   * @param id its id
   * @return in the kernel's order; anonymous ones have an empty name
   */
  public List<Member> members(int id) {
    if (btf.kind(id) == Btf.FWD) {
      return List.of();
    }
    return btf.members(id).stream()
        .map(each -> new Member(each.name(), each.type(), each.bitOffset(), each.bits()))
        .toList();
  }

  /**
   * The enumerators of an enum.
   *
   * @param id its id
   * @return name by value, the first of two that are equal
   */
  public Map<Long, String> enumerators(int id) {
    Map<Long, String> names = new LinkedHashMap<>();
    btf.enumerators(id).forEach(each -> names.putIfAbsent(each.value(), each.name()));
    return names;
  }

  /**
   * Finds the enum that an enumerator belongs to.
   *
   * @param enumerator its name
   * @return the enum's id, or -1 where there is none
   */
  public int enumOf(String enumerator) {
    Integer id = btf.ownerOf(enumerator);
    return id == null ? -1 : id;
  }
}
