package dev.tracebook.tools;

import java.util.Map;

/** What a block tracepoint's {@code rwbs} says, in BCC's words. */
final class IoFlags {
  private static final Map<Character, String> OPERATIONS =
      Map.of('R', "Read", 'W', "Write", 'D', "Discard", 'F', "Flush", 'N', "None", 'E', "Erase");
  private static final Map<Character, String> MODIFIERS =
      Map.of('S', "Sync-", 'M', "Metadata-", 'A', "ReadAhead-", 'F', "ForcedUnitAccess-");

  private IoFlags() {}

  /**
   * Such as {@code Sync-Write} for {@code WS}. A flush before stands before the operation, and the
   * modifiers after it; see blk_fill_rwbs in the kernel.
   */
  static String text(String rwbs) {
    if (rwbs.isEmpty()) {
      return "Unknown";
    }
    boolean preflush = rwbs.length() > 1 && rwbs.charAt(0) == 'F';
    int at = preflush ? 1 : 0;
    if (preflush && MODIFIERS.containsKey(rwbs.charAt(1))) {
      // A flush of its own: FS is a flush that is waited for.
      preflush = false;
      at = 0;
    }
    StringBuilder text = new StringBuilder();
    for (char each : rwbs.substring(at + 1).toCharArray()) {
      text.append(MODIFIERS.getOrDefault(each, each + "-"));
    }
    return text.append(preflush ? "Preflush-" : "")
        .append(OPERATIONS.getOrDefault(rwbs.charAt(at), rwbs))
        .toString();
  }
}
