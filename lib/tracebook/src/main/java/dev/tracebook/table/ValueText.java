package dev.tracebook.table;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/** What a member's bytes look like as text. */
final class ValueText {
  private ValueText() {}

  static String of(Field field, byte[] bytes) {
    if (field.kind() == Field.Kind.TEXT) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    if (field.count() == 1) {
      return element(field, data, 0);
    }
    StringJoiner all = new StringJoiner(", ", "[", "]");
    for (int i = 0; i < field.count(); i++) {
      all.add(element(field, data, i * field.sizeBytes()));
    }
    return all.toString();
  }

  private static String element(Field field, ByteBuffer data, int at) {
    int size = field.sizeBytes();
    return switch (field.kind()) {
      case TEXT -> throw new IllegalArgumentException(field.name());
      case SIGNED -> Long.toString(integer(data, at, size, false));
      case UNSIGNED -> Long.toUnsignedString(integer(data, at, size, true));
      case HEX -> "0x" + Long.toHexString(integer(data, at, size, true));
      case BOOL -> String.valueOf(data.get(at) != 0);
      case FLOATING -> String.valueOf(size == 4 ? data.getFloat(at) : data.getDouble(at));
      case WIDE -> wide(data, at, false).toString();
      case SIGNED_WIDE -> wide(data, at, true).toString();
      case IPV4 -> IpText.v4(bytes(data, at, 4), 0);
      case IPV6 -> IpText.v6(bytes(data, at, 16));
    };
  }

  private static long integer(ByteBuffer data, int at, int size, boolean unsigned) {
    long value =
        switch (size) {
          case 1 -> data.get(at);
          case 2 -> data.getShort(at);
          case 4 -> data.getInt(at);
          default -> data.getLong(at);
        };
    return unsigned && size < 8 ? value & ((1L << (8 * size)) - 1) : value;
  }

  private static BigInteger wide(ByteBuffer data, int at, boolean signed) {
    byte[] big = new byte[16];
    for (int i = 0; i < 16; i++) {
      int from = data.order() == ByteOrder.LITTLE_ENDIAN ? 15 - i : i;
      big[i] = data.get(at + from);
    }
    return signed ? new BigInteger(big) : new BigInteger(1, big);
  }

  private static byte[] bytes(ByteBuffer data, int at, int length) {
    byte[] bytes = new byte[length];
    data.get(at, bytes);
    return bytes;
  }
}
