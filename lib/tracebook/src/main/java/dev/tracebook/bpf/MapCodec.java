package dev.tracebook.bpf;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.sys.Bpf;
import dev.tracebook.table.Field;
import dev.tracebook.table.StructLayout;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes Java values as the bytes of a map's key or value. */
final class MapCodec {
  private static final String SEE =
      "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md#maps";

  private MapCodec() {}

  /**
   * The bytes of one value a column of the layout; padding is zero, as the program must have it.
   */
  static ByteBuffer encode(String what, StructLayout layout, Object... values) {
    List<Field> fields = layout.fields();
    if (values.length != fields.size()) {
      throw new ArgumentException(
          what + " has " + fields.size() + " parts, but " + values.length + " values are given",
          "its parts are " + fields.stream().map(Field::name).toList(),
          "give one value for each part, in this order",
          SEE);
    }
    ByteBuffer bytes = Bpf.buffer(layout.sizeBytes());
    for (int i = 0; i < values.length; i++) {
      put(what, bytes, fields.get(i), values[i]);
    }
    return bytes;
  }

  private static void put(String what, ByteBuffer bytes, Field field, Object value) {
    int at = field.offsetBytes();
    int room = field.sizeBytes() * field.count();
    if (value instanceof Number number && field.count() == 1) {
      integer(what, bytes, field, number);
    } else if (value instanceof Boolean flag && field.count() == 1) {
      integer(what, bytes, field, flag ? 1 : 0);
    } else if (value instanceof CharSequence text && field.kind() == Field.Kind.TEXT) {
      raw(what, bytes, field, text.toString().getBytes(StandardCharsets.UTF_8), room - 1);
    } else if (value instanceof InetAddress address && address.getAddress().length == room) {
      bytes.put(at, address.getAddress());
    } else if (value instanceof byte[] array) {
      raw(what, bytes, field, array, room);
    } else {
      throw new ArgumentException(
          "cannot write " + value + " as \"" + field.name() + "\" of " + what,
          "it has " + room + " bytes of kind " + field.kind(),
          "give a number, a text for char[], an InetAddress for an address, or a byte[]",
          SEE);
    }
  }

  private static void raw(String what, ByteBuffer bytes, Field field, byte[] value, int room) {
    if (value.length > room) {
      throw new ArgumentException(
          "a value of " + value.length + " bytes does not fit \"" + field.name() + "\" of " + what,
          "there is room for " + room + " bytes",
          "give at most the first " + room + ": " + Arrays.toString(Arrays.copyOf(value, room)),
          SEE);
    }
    bytes.put(field.offsetBytes(), value);
  }

  private static void integer(String what, ByteBuffer bytes, Field field, Number number) {
    BigInteger value =
        number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
    int bits = field.sizeBytes() * 8;
    boolean fits = value.bitLength() <= bits && (value.signum() >= 0 || value.bitLength() < bits);
    if (!fits || number instanceof Double || number instanceof Float) {
      throw new ArgumentException(
          number + " does not fit \"" + field.name() + "\" of " + what,
          "it is an integer of " + bits + " bits",
          "give a smaller value",
          SEE);
    }
    int at = field.offsetBytes();
    switch (field.sizeBytes()) {
      case 1 -> bytes.put(at, value.byteValue());
      case 2 -> bytes.putShort(at, value.shortValue());
      case 4 -> bytes.putInt(at, value.intValue());
      case 8 -> bytes.putLong(at, value.longValue());
      default ->
          bytes.putLong(at, value.longValue()).putLong(at + 8, value.shiftRight(64).longValue());
    }
  }
}
