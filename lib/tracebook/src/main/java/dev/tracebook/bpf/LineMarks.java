package dev.tracebook.bpf;

import java.util.List;

/**
 * Keeps the compiler's and the verifier's line numbers those of the user.
 *
 * <p>BCC writes lines of its own before each function: an attribute, and for TRACEPOINT_PROBE the
 * struct of its arguments. A line directive behind the line that opens a body sets the numbers
 * right.
 */
final class LineMarks {
  private LineMarks() {}

  static String add(String program) {
    List<String> lines = program.lines().toList();
    List<String> code = CText.blanked(program).lines().toList();
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < lines.size(); i++) {
      text.append(lines.get(i)).append('\n');
      boolean outside = depth == 0;
      depth += depth(code.get(i));
      boolean macro = lines.get(i).endsWith("\\") || code.get(i).stripLeading().startsWith("#");
      if (outside && depth > 0 && !macro) {
        text.append("#line ").append(i + 2).append('\n');
      }
    }
    return text.toString();
  }

  private static int depth(String code) {
    return code.chars().map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
  }
}
