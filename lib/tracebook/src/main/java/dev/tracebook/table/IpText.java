package dev.tracebook.table;

import java.util.StringJoiner;

/** IP addresses as text, as inet_ntop(3) writes them (RFC 5952). */
public final class IpText {
  private static final int GROUPS = 8;

  private IpText() {}

  /**
   * An IPv4 address.
   *
   * @param bytes holds its 4 bytes
   * @param at where they begin
   * @return such as {@code 127.0.0.1}
   */
  public static String v4(byte[] bytes, int at) {
    StringJoiner text = new StringJoiner(".");
    for (int i = 0; i < 4; i++) {
      text.add(Integer.toString(bytes[at + i] & 0xff));
    }
    return text.toString();
  }

  /**
   * An IPv6 address.
   *
   * @param bytes its 16 bytes
   * @return such as {@code ::1}
   */
  public static String v6(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
    }
    int start = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > length) {
        start = i;
        length = end - i;
      }
    }
    boolean embedded = start == 0 && (length == 6 || (length == 5 && groups[5] == 0xffff));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == start) {
        text.append("::");
        i += length - 1;
        continue;
      }
      if (i > 0 && (start < 0 || i != start + length)) {
        text.append(':');
      }
      if (embedded && i == 6) {
        return text.append(v4(bytes, 12)).toString();
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
