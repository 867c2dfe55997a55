package dev.tracebook.tools;

import dev.tracebook.table.IpText;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a DNS server answered (RFC 1035): the name that was asked for, and its addresses.
 *
 * @param name the name of the question
 * @param addresses those of all A and AAAA records, as {@link Ends} writes them
 */
record DnsAnswer(String name, List<String> addresses) {
  private static final int HEADER_BYTES = 12;
  private static final int A = 1;
  private static final int AAAA = 28;
  private static final int MOST_LABELS = 128;

  /**
   * Reads a message, whose end may be missing.
   *
   * @param bytes the message; over TCP its length comes before it, or in a read of its own
   * @return the answer; nothing for what is none
   */
  static Optional<DnsAnswer> read(byte[] bytes) {
    Optional<DnsAnswer> answer = message(ByteBuffer.wrap(bytes));
    return answer.isPresent() || bytes.length < 2
        ? answer
        : message(ByteBuffer.wrap(bytes, 2, bytes.length - 2).slice());
  }

  private static Optional<DnsAnswer> message(ByteBuffer data) {
    if (data.limit() < HEADER_BYTES
        || data.get(2) >= 0 // a question
        || (data.get(3) & 0xf) != 0 // an error
        || data.getShort(4) != 1) {
      return Optional.empty();
    }
    int answers = Short.toUnsignedInt(data.getShort(6));
    List<String> addresses = new ArrayList<>();
    String name;
    try {
      data.position(HEADER_BYTES);
      name = name(data);
      data.getInt();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
    try {
      for (int i = 0; i < answers; i++) {
        name(data);
        int type = data.getShort();
        data.position(data.position() + 6);
        byte[] value = new byte[Short.toUnsignedInt(data.getShort())];
        data.get(value);
        if ((type == A && value.length == 4) || (type == AAAA && value.length == 16)) {
          addresses.add(type == A ? IpText.v4(value, 0) : IpText.v6(value));
        }
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      // The rest was not kept.
      return Optional.of(new DnsAnswer(name, addresses));
    }
    return Optional.of(new DnsAnswer(name, addresses));
  }

  /** A name at the position, which may end in a pointer to a part of another. */
  private static String name(ByteBuffer data) {
    StringBuilder name = new StringBuilder();
    int end = -1;
    for (int labels = 0; labels < MOST_LABELS; labels++) {
      int length = Byte.toUnsignedInt(data.get());
      if (length == 0) {
        if (end >= 0) {
          data.position(end);
        }
        return name.toString();
      }
      if (length >= 0xc0) {
        int target = (length & 0x3f) << 8 | Byte.toUnsignedInt(data.get());
        end = end < 0 ? data.position() : end;
        data.position(target);
        continue;
      }
      byte[] label = new byte[length];
      data.get(label);
      name.append(name.isEmpty() ? "" : ".").append(new String(label, StandardCharsets.UTF_8));
    }
    throw new IllegalArgumentException("a name of more than " + MOST_LABELS + " labels");
  }
}
