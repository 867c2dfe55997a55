package dev.tracebook.bpf;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Keeps the compiler's line numbers those of the user.
 *
 * <p>BCC writes the struct of a tracepoint's arguments into the text before each TRACEPOINT_PROBE,
 * which moves all lines behind it: a line directive after the probe's own line sets them right.
 */
final class LineMarks {
  private static final Pattern PROBE =
      Pattern.compile("^\\s*TRACEPOINT_PROBE\\s*\\([^()]*\\)[^\\\\]*$");

  private LineMarks() {}

  static String add(String program) {
    List<String> lines = program.lines().toList();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append(lines.get(i)).append('\n');
      if (PROBE.matcher(lines.get(i)).matches()) {
        text.append("#line ").append(i + 2).append('\n');
      }
    }
    return text.toString();
  }
}
