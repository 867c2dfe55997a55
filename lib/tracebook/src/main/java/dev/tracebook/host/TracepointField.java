package dev.tracebook.host;

/**
 * A field of a tracepoint's record.
 *
 * @param name its name
 * @param cType its C type without the array part: {@code int}, {@code char}, {@code struct sockaddr
 *     *}
 * @param offset where it starts in the record, in bytes
 * @param sizeBytes its size in the record; of the locator where the data is elsewhere
 * @param signed true if the kernel says that it is signed
 * @param arrayLength how many elements a fixed array has; 0 where it is no array or of variable
 *     length
 * @param location where its data is
 */
public record TracepointField(
    String name,
    String cType,
    int offset,
    int sizeBytes,
    boolean signed,
    int arrayLength,
    Location location) {

  /** Where a field's data is. */
  public enum Location {
    /** In the record, at the offset. */
    INLINE,
    /**
     * Elsewhere in the record: the field is a u32 with the data's offset from the record's start in
     * the low 16 bits and its length in the high ones (__data_loc).
     */
    DATA_LOC,
    /** The same, with the offset counted from the end of the locator (__rel_loc). */
    REL_LOC
  }

  /**
   * Tells whether it is one of the fields that all tracepoints have, such as common_pid.
   *
   * @return true if its name begins with {@code common_}
   */
  public boolean isCommon() {
    return name.startsWith("common_");
  }

  /**
   * Tells whether it holds text.
   *
   * @return true for an array of char, in the record or elsewhere
   */
  public boolean isText() {
    return cType.equals("char") && (arrayLength > 0 || location != Location.INLINE);
  }

  /**
   * Tells whether it holds a pointer, whose target must be read with a helper.
   *
   * @return true for a pointer
   */
  public boolean isPointer() {
    return cType.endsWith("*");
  }
}
