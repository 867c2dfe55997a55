package dev.tracebook.bpf;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the verifier's log that says why, with the user's line. */
final class VerifierLog {
  private static final int SHOWN = 8;

  /** A source line in the log: {@code ; *value += 1; @ main.c:5}; older kernels give no place. */
  private static final Pattern SOURCE = Pattern.compile("^; (.*?)(?: @ \\S+:(\\d+))?$");

  private VerifierLog() {}

  static String told(String log, String program) {
    List<String> all = log.lines().filter(each -> !each.isBlank()).toList();
    List<String> useful =
        all.stream()
            .filter(each -> !each.startsWith("processed ") && !each.startsWith("verification time"))
            .filter(each -> !each.startsWith("max_states") && !each.startsWith("stack depth"))
            .toList();
    int from = Math.max(0, useful.size() - SHOWN);
    String shown = String.join("\n", useful.subList(from, useful.size()));
    String omitted = from == 0 ? "" : "(" + from + " lines before these are in log())\n";
    return userLine(all, program) + omitted + shown;
  }

  /** The last line of the user's own text that the verifier looked at. */
  private static String userLine(List<String> log, String program) {
    List<String> lines = program.lines().toList();
    for (int i = log.size() - 1; i >= 0; i--) {
      Matcher source = SOURCE.matcher(log.get(i));
      if (source.matches()) {
        int number = number(source, lines);
        if (number > 0) {
          return "line " + number + ": " + lines.get(number - 1).strip() + "\n";
        }
      }
    }
    return "";
  }

  private static int number(Matcher source, List<String> lines) {
    if (source.group(2) != null) {
      int number = Integer.parseInt(source.group(2));
      return number <= lines.size() ? number : 0;
    }
    // BCC has rewritten the text: only a line that stands once as it is can be told.
    String text = source.group(1).strip();
    List<String> stripped = lines.stream().map(String::strip).toList();
    int first = stripped.indexOf(text);
    return first >= 0 && first == stripped.lastIndexOf(text) ? first + 1 : 0;
  }
}
