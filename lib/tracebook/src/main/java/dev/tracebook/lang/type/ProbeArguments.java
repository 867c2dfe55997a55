package dev.tracebook.lang.type;

import dev.tracebook.error.TraceException;
import dev.tracebook.host.Tracepoint;
import dev.tracebook.host.TracepointField;
import dev.tracebook.host.Tracepoints;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of {@code args} at a place. */
final class ProbeArguments {
  private static final Pattern STRUCT_POINTER = Pattern.compile("(?:const )?struct (\\w+) ?\\*");

  /** Types of 32 bits that a system call's arguments have. */
  private static final Pattern SYSTEM_CALL_INT =
      Pattern.compile(
          "int|unsigned int|unsigned|u32|__u32|__s32|pid_t|uid_t|gid_t|key_t|timer_t|mqd_t"
              + "|clockid_t|qid_t|rwf_t|key_serial_t|const clockid_t");

  private static final Pattern UNSIGNED_INT =
      Pattern.compile("unsigned int|unsigned|u32|__u32|uid_t|gid_t|qid_t");

  private ProbeArguments() {}

  /** The fields of a tracepoint's record, or null where the place has no args. */
  static @Nullable Layout of(Place place, CTypes types) {
    if (place.kind() != Place.Kind.TRACEPOINT) {
      return null;
    }
    try {
      return layout(Tracepoints.get(place.parts().get(0), place.parts().get(1)), types);
    } catch (TraceException e) {
      return null;
    }
  }

  private static Layout layout(Tracepoint tracepoint, CTypes types) {
    List<Layout.Field> fields = new ArrayList<>();
    int end = 0;
    for (TracepointField each : tracepoint.fields()) {
      end = Math.max(end, each.offset() + each.sizeBytes());
      if (!each.isCommon()) {
        fields.add(field(each, types));
      }
    }
    return new Layout.Fixed(end, fields);
  }

  private static Layout.Field field(TracepointField field, CTypes types) {
    int bit = field.offset() * 8;
    if (field.location() != TracepointField.Location.INLINE) {
      boolean text = field.isText();
      Layout.Field.Access access =
          !text
              ? Layout.Field.Access.PLAIN
              : field.location() == TracepointField.Location.DATA_LOC
                  ? Layout.Field.Access.DATA_LOC
                  : Layout.Field.Access.REL_LOC;
      Type type = text ? new Type.Str(Limits.STRING_BYTES) : Basic.U32;
      return new Layout.Field(field.name(), type, bit, 0, access);
    }
    return new Layout.Field(field.name(), type(field, types), bit, 0);
  }

  private static Type type(TracepointField field, CTypes types) {
    if (field.arrayLength() > 0) {
      int bytes = Math.max(1, Math.min(8, field.sizeBytes() / field.arrayLength()));
      boolean signed = field.signed() || field.isText();
      return new Type.Array(new Type.Int(bytes, signed, false), field.arrayLength());
    }
    Matcher struct = STRUCT_POINTER.matcher(field.cType());
    if (struct.matches()) {
      return types.pointerTo(struct.group(1));
    }
    if (field.isPointer()) {
      boolean text = field.cType().matches("(const )?char \\*");
      Type target = text ? new Type.Int(1, true, false) : Basic.NONE;
      return new Type.Pointer(text ? "int8" : "void", () -> target);
    }
    int size = field.sizeBytes();
    if (size == 8 && SYSTEM_CALL_INT.matcher(field.cType()).matches()) {
      // The record has the whole register, whose upper half means nothing to the system call.
      return new Type.Int(4, !UNSIGNED_INT.matcher(field.cType()).matches(), false);
    }
    boolean signed = field.signed() || (size == 8 && field.cType().equals("long"));
    return new Type.Int(size == 1 || size == 2 || size == 4 ? size : 8, signed, false);
  }
}
