package dev.tracebook.table;

/**
 * One column's place in a struct.
 *
 * @param name the column's name; members of nested structs are joined by a dot
 * @param kind how its bytes are read
 * @param offsetBytes where it starts
 * @param sizeBytes the size of one element
 * @param count how many elements an array has, 1 for a scalar
 */
public record Field(String name, Kind kind, int offsetBytes, int sizeBytes, int count) {
  /** How the bytes of a field are read. */
  public enum Kind {
    /** A signed integer. */
    SIGNED,
    /** An unsigned integer or a pointer. */
    UNSIGNED,
    /** A float or a double. */
    FLOATING,
    /** Characters up to the first NUL. */
    TEXT,
    /** A 128-bit unsigned integer. */
    WIDE
  }
}
