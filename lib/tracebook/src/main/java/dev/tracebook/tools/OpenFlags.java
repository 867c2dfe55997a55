package dev.tracebook.tools;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The names of open(2)'s flags. */
final class OpenFlags {
  private static final int ACCESS_MODE = 3;
  private static final Map<String, Integer> BITS = new LinkedHashMap<>();

  static {
    boolean arm = System.getProperty("os.arch", "").equals("aarch64");
    BITS.put("O_WRONLY", 1);
    BITS.put("O_RDWR", 2);
    BITS.put("O_CREAT", 0100);
    BITS.put("O_EXCL", 0200);
    BITS.put("O_NOCTTY", 0400);
    BITS.put("O_TRUNC", 01000);
    BITS.put("O_APPEND", 02000);
    BITS.put("O_NONBLOCK", 04000);
    // Both bits, so before the one that is a part of it; likewise O_TMPFILE.
    BITS.put("O_SYNC", 04010000);
    BITS.put("O_DSYNC", 010000);
    BITS.put("O_TMPFILE", 020000000 | (arm ? 040000 : 0200000));
    BITS.put("O_DIRECTORY", arm ? 040000 : 0200000);
    BITS.put("O_NOFOLLOW", arm ? 0100000 : 0400000);
    BITS.put("O_DIRECT", arm ? 0200000 : 040000);
    BITS.put("O_LARGEFILE", arm ? 0400000 : 0100000);
    BITS.put("O_NOATIME", 01000000);
    BITS.put("O_CLOEXEC", 02000000);
    BITS.put("O_PATH", 010000000);
  }

  private OpenFlags() {}

  /** Such as {@code O_RDONLY|O_CLOEXEC}; bits without a name in octal. */
  static String text(int flags) {
    StringJoiner names = new StringJoiner("|");
    if ((flags & ACCESS_MODE) == 0) {
      names.add("O_RDONLY");
    }
    int left = flags;
    for (Map.Entry<String, Integer> each : BITS.entrySet()) {
      if ((left & each.getValue()) == each.getValue()) {
        names.add(each.getKey());
        left &= ~each.getValue();
      }
    }
    return left == 0 ? names.toString() : names.add("0" + Integer.toOctalString(left)).toString();
  }

  static int bits(String... names) {
    int bits = 0;
    for (String name : names) {
      Integer value = BITS.get(name);
      if (value == null) {
        throw new UnknownNameException(
            "there is no flag \"" + name + "\" of open to filter by",
            name.equals("O_RDONLY")
                ? "O_RDONLY is 0, the absence of other flags"
                : Nearest.hint(name, BITS.keySet()),
            "name one of: " + String.join(", ", BITS.keySet()),
            "man 2 open");
      }
      bits |= value;
    }
    return bits;
  }
}
