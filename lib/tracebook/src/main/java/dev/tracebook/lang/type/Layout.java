package dev.tracebook.lang.type;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The members of a struct and where they are. */
public interface Layout {
  /** Size in bytes. */
  int size();

  /** All named members, those of anonymous members included. */
  List<Field> fields();

  /** The member of that name, or null. */
  default @Nullable Field field(String name) {
    for (Field each : fields()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /**
   * A member.
   *
   * @param name its name
   * @param type its type
   * @param bitOffset where it starts, in bits
   * @param bits width of a bit field, else 0
   */
  record Field(String name, Type type, int bitOffset, int bits, Access access) {
    /** Where a member of a tracepoint's record really is. */
    public enum Access {
      /** At its offset. */
      PLAIN,
      /** The offset holds offset and length of the data in the record: {@code __data_loc}. */
      DATA_LOC,
      /** The same, relative to the field's end: {@code __rel_loc}. */
      REL_LOC
    }

    /** A plain member. */
    public Field(String name, Type type, int bitOffset, int bits) {
      this(name, type, bitOffset, bits, Access.PLAIN);
    }

    /** The offset in bytes. */
    public int offset() {
      return bitOffset / 8;
    }
  }

  /** A layout that is known as a whole. */
  record Fixed(int size, List<Field> fields) implements Layout {}
}
