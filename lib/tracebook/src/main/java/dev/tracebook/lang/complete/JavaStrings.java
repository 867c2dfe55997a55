package dev.tracebook.lang.complete;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes the strings of queries and scripts in Java text: {@code probe("tracepoint:...}. */
public final class JavaStrings {
  private static final String STRINGS = "\\(\\s*(?:[^\"()]|\"(?:[^\"\\\\\\n]|\\\\.)*\")*?";
  private static final String OPEN = "\"((?:[^\"\\\\\\n]|\\\\.)*)$";
  private static final Pattern PROBE =
      Pattern.compile("\\b(?:probe|probes|span)\\s*" + STRINGS + OPEN);
  private static final Pattern EXPRESSION =
      Pattern.compile(
          "\\.\\s*(?:where|select|by|sum|avg|min|max|stats|hist|lhist)\\s*" + STRINGS + OPEN);
  private static final Pattern SCRIPT = Pattern.compile("\\bscript\\s*\\(\\s*" + OPEN);
  private static final Pattern BLOCK =
      Pattern.compile("\\bscript\\s*\\(\\s*\"\"\"((?:(?!\"\"\").)*)$", Pattern.DOTALL);
  private static final Pattern QUERY =
      Pattern.compile("\\b(?:probe|span)\\s*\\(((?:\\s*\"[^\"\\n]*\"\\s*,?)+)\\)");
  private static final Pattern STRING = Pattern.compile("\"([^\"]*)\"");

  private JavaStrings() {}

  /**
   * Completes Java text where the cursor stands in such a string.
   *
   * @param java the text
   * @param cursor a place in it
   * @return what can stand there; null where it is Java's own matter
   */
  public static @Nullable Suggestions at(String java, int cursor) {
    String before = java.substring(0, cursor);
    Matcher block = BLOCK.matcher(before);
    if (block.find()) {
      return moved(Suggestions.inScript(block.group(1), block.group(1).length()), block.start(1));
    }
    // A string ends with its line.
    int statement = Math.max(before.lastIndexOf(';'), before.lastIndexOf("\n\n")) + 1;
    String last = before.substring(statement);
    Matcher script = SCRIPT.matcher(last);
    if (script.find()) {
      return moved(
          Suggestions.inScript(script.group(1), script.group(1).length()),
          statement + script.start(1));
    }
    Matcher expression = EXPRESSION.matcher(last);
    if (expression.find()) {
      return moved(
          Suggestions.inExpression(
              expression.group(1), expression.group(1).length(), probes(before)),
          statement + expression.start(1));
    }
    Matcher probe = PROBE.matcher(last);
    if (probe.find()) {
      return moved(
          Suggestions.inProbe(probe.group(1), probe.group(1).length()), statement + probe.start(1));
    }
    return null;
  }

  private static Suggestions moved(Suggestions found, int by) {
    return new Suggestions(found.matches(), found.start() + by);
  }

  /** The probes of the query that was begun last; of a span its end. */
  private static List<String> probes(String before) {
    Matcher query = QUERY.matcher(before);
    List<String> probes = new ArrayList<>();
    while (query.find()) {
      probes.clear();
      Matcher each = STRING.matcher(query.group(1));
      while (each.find()) {
        probes.add(each.group(1));
      }
      if (query.group().startsWith("span") && probes.size() > 1) {
        probes.remove(0);
      }
    }
    return probes;
  }
}
