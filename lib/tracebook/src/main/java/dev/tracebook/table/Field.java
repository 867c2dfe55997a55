package dev.tracebook.table;

/**
 * One column's place in a struct.
 *
 * @param name the column's name; members of nested structs are joined by a dot, elements of arrays
 *     of structs have their index in brackets
 * @param kind how its bytes are read
 * @param offsetBytes where it starts
 * @param sizeBytes the size of one element; for a bit-field, of its declared type
 * @param count how many elements an array has, 1 for a scalar
 * @param bitOffset where a bit-field starts, counted from the lowest bit at {@code offsetBytes}
 * @param bitCount how many bits a bit-field has; 0 for every other member
 */
public record Field(
    String name,
    Kind kind,
    int offsetBytes,
    int sizeBytes,
    int count,
    int bitOffset,
    int bitCount) {
  /** How the bytes of a field are read, and what column they become. */
  public enum Kind {
    /** A signed integer: an int column up to 2 bytes, a long column from 4. */
    SIGNED,
    /** An unsigned integer: an int column up to 2 bytes, a long column from 4. */
    UNSIGNED,
    /** A float or a double: a double column. */
    FLOATING,
    /** True for anything but 0: a boolean column. */
    BOOL,
    /** Characters up to the first NUL, as UTF-8: a text column. */
    TEXT,
    /** A 128-bit unsigned integer: a text column of decimals. */
    WIDE,
    /** A 128-bit signed integer: a text column of decimals. */
    SIGNED_WIDE,
    /** An unsigned integer shown as {@code 0x}...: a text column. */
    HEX,
    /** An IPv4 address in network byte order: a text column. */
    IPV4,
    /** An IPv6 address in network byte order: a text column, mapped IPv4 addresses as IPv4. */
    IPV6
  }

  /**
   * A member that is no bit-field.
   *
   * @param name the column's name
   * @param kind how its bytes are read
   * @param offsetBytes where it starts
   * @param sizeBytes the size of one element
   * @param count how many elements an array has, 1 for a scalar
   */
  public Field(String name, Kind kind, int offsetBytes, int sizeBytes, int count) {
    this(name, kind, offsetBytes, sizeBytes, count, 0, 0);
  }

  /**
   * The bytes of all elements.
   *
   * @return the size
   */
  public int totalBytes() {
    return sizeBytes * count;
  }

  Field named(String other) {
    return new Field(other, kind, offsetBytes, sizeBytes, count, bitOffset, bitCount);
  }

  Field movedBy(int bytes) {
    return new Field(name, kind, offsetBytes + bytes, sizeBytes, count, bitOffset, bitCount);
  }

  /** The same bytes as one value of another kind. */
  Field as(Kind other) {
    return new Field(name, other, offsetBytes, totalBytes(), 1);
  }
}
