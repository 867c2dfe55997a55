package dev.tracebook.headers;

/** What a type of {@link KernelTypes} is, typedefs and qualifiers skipped. */
public sealed interface BtfType {
  /**
   * An integer.
   *
   * @param sizeBytes 1, 2, 4, 8 or 16
   * @param signed whether it has a sign
   * @param bool whether it is C's bool
   * @param text whether it is C's char, whose arrays are text
   */
  record Int(int sizeBytes, boolean signed, boolean bool, boolean text) implements BtfType {}

  /**
   * A pointer.
   *
   * @param target the id of what it points to
   */
  record Pointer(int target) implements BtfType {}

  /**
   * An array.
   *
   * @param element the id of its elements' type
   * @param length how many
   */
  record Array(int element, int length) implements BtfType {}

  /**
   * A struct or a union.
   *
   * @param id its id, for {@link KernelTypes#members}
   * @param name its keyword and tag
   * @param sizeBytes its size
   */
  record Struct(int id, String name, int sizeBytes) implements BtfType {}

  /**
   * An enum.
   *
   * @param id its id, for {@link KernelTypes#enumerators}
   * @param tag its tag, may be empty
   * @param sizeBytes its size
   */
  record Enumeration(int id, String tag, int sizeBytes) implements BtfType {}

  /** A function, void, a floating-point number, or a struct without members. */
  record Other() implements BtfType {}
}
