package dev.tracebook.bpf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The part of the verifier's log that says why, with the user's own lines. */
final class VerifierLog {
  private static final int SHOWN = 8;

  /**
   * The source of the instructions that follow: {@code ; text @ main.c:5}. The number is right, but
   * the text is that of the file as BCC has rewritten it. Older kernels give no place.
   */
  private static final Pattern SOURCE = Pattern.compile("^; (.*?)(?: @ (\\S+):(\\d+))?$");

  private static final Pattern STATISTICS =
      Pattern.compile("^(?:processed |verification time|max_states|stack depth).*");

  private VerifierLog() {}

  static String told(String log, String program) {
    List<String> users = program.lines().toList();
    List<String> useful = new ArrayList<>();
    String last = "";
    for (String line : log.lines().toList()) {
      Matcher source = SOURCE.matcher(line);
      String shown = source.matches() ? userLine(source, users) : line;
      if (shown.isBlank() || STATISTICS.matcher(shown).matches()) {
        continue;
      }
      last = source.matches() && !shown.equals(line) ? shown.substring(2) : last;
      useful.add(shown);
    }
    int from = Math.max(0, useful.size() - SHOWN);
    String omitted = from == 0 ? "" : "(" + from + " lines before these are in log())\n";
    String where = last.isEmpty() ? "" : last + "\n";
    return where + omitted + String.join("\n", useful.subList(from, useful.size()));
  }

  /** The same place in the user's words; the line itself where it is not the user's. */
  private static String userLine(Matcher source, List<String> users) {
    if (source.group(2) != null && !source.group(2).endsWith("main.c")) {
      return source.group();
    }
    int number =
        source.group(3) == null
            ? onlyPlace(source.group(1), users)
            : Integer.parseInt(source.group(3));
    if (number > 0 && number <= users.size()) {
      return "; line " + number + ": " + users.get(number - 1).strip();
    }
    return source.group(3) == null ? source.group() : "";
  }

  /** The number of a line that stands once in the program as it is, else 0. */
  private static int onlyPlace(String text, List<String> users) {
    List<String> stripped = users.stream().map(String::strip).toList();
    int first = stripped.indexOf(text.strip());
    return first >= 0 && first == stripped.lastIndexOf(text.strip()) ? first + 1 : 0;
  }
}
