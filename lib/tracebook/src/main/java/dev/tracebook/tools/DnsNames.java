package dev.tracebook.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Row;

/** Which name each address came from, as the events of bpf/dns.h tell it in their order. */
final class DnsNames {
  /**
   * A name that was looked up.
   *
   * @param name as the program or the question has it
   * @param durationNs how long it took; 0 where not known
   */
  record Name(String name, long durationNs) {}

  private static final Pattern NUMBER =
      Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%\\w]*");
  private static final int NAMED = 3;
  private static final int ANSWERED = 4;

  private final Map<String, Name> byProcess = new HashMap<>();
  private final Map<String, Name> byAddress = new HashMap<>();

  /** Takes a name in; other events are left alone. */
  void note(Row event) {
    long kind = event.getLong("kind");
    if (kind != NAMED && kind != ANSWERED) {
      return;
    }
    byte[] bytes = bytes(event.getString("bytes"));
    if (kind == NAMED) {
      note(event, event.getString("remoteAddress"), text(bytes));
    } else {
      DnsAnswer.read(Arrays.copyOf(bytes, (int) event.getLong("sizeBytes")))
          .ifPresent(
              answer -> answer.addresses().forEach(each -> note(event, each, answer.name())));
    }
  }

  private void note(Row event, String address, String name) {
    if (NUMBER.matcher(name).matches()) {
      // An address that was given as such has no name.
      return;
    }
    Name known = new Name(name, event.getLong("durationNs"));
    byProcess.put(event.getLong("pid") + " " + address, known);
    byAddress.put(address, known);
  }

  /** The name that the process looked up, or else any: of a resolver that works for others. */
  @Nullable Name find(long pid, String address) {
    Name own = byProcess.get(pid + " " + address);
    return own == null ? byAddress.get(address) : own;
  }

  private static byte[] bytes(String array) {
    String[] numbers = array.substring(1, array.length() - 1).split(", ", -1);
    byte[] bytes = new byte[numbers.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(numbers[i]);
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
