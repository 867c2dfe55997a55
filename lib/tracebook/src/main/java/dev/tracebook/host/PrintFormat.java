package dev.tracebook.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tables of names in a tracepoint's print format: {@code __print_symbolic(REC->reason, { 2,
 * "NOT_SPECIFIED" }, ...)}.
 */
final class PrintFormat {
  private static final Pattern PAIR =
      Pattern.compile("\\{\\s*([^,{}]+?)\\s*,\\s*\"((?:[^\"\\\\]|\\\\.)*)\"\\s*\\}");
  private static final Pattern SHIFT = Pattern.compile("(.+?)\\s*<<\\s*(.+)");
  private static final Pattern NUMBER = Pattern.compile("([-~]?)(0x[0-9a-fA-F]+|[0-9]+)[uUlL]*");

  private PrintFormat() {}

  static Map<Long, String> table(String format, String macro, String field) {
    Map<Long, String> out = new LinkedHashMap<>();
    int at = format.indexOf(macro + "(");
    while (at >= 0) {
      int start = at + macro.length() + 1;
      int end = closing(format, start);
      String call = format.substring(start, end);
      if (isOf(call, field)) {
        Matcher pair = PAIR.matcher(call);
        while (pair.find()) {
          Long value = number(pair.group(1));
          if (value != null) {
            out.putIfAbsent(value, pair.group(2));
          }
        }
        return out;
      }
      at = format.indexOf(macro + "(", end);
    }
    return out;
  }

  /** The macro's first argument is the field itself: not a part of it, nor a mask. */
  private static boolean isOf(String call, String field) {
    int comma = call.indexOf(',');
    String first = comma < 0 ? call : call.substring(0, comma);
    return first.replaceAll("[()\\s]", "").equals("REC->" + field);
  }

  private static int closing(String text, int start) {
    int depth = 1;
    boolean quoted = false;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && text.charAt(i - 1) != '\\') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        if (depth == 0) {
          return i;
        }
      }
    }
    return text.length();
  }

  private static @Nullable Long number(String expression) {
    String text = expression;
    while (text.startsWith("(") && text.endsWith(")") && closing(text, 1) == text.length() - 1) {
      text = text.substring(1, text.length() - 1).strip();
    }
    Matcher shift = SHIFT.matcher(text);
    if (shift.matches()) {
      Long left = number(shift.group(1));
      Long right = number(shift.group(2));
      return left == null || right == null ? null : left << right;
    }
    Matcher number = NUMBER.matcher(text);
    if (!number.matches()) {
      // A name or a cast that the kernel did not resolve: better no name than a wrong one.
      return null;
    }
    long value = Long.decode(number.group(2).replaceFirst("^0+(?=[0-9])", ""));
    return switch (number.group(1)) {
      case "-" -> -value;
      case "~" -> ~value;
      default -> value;
    };
  }
}
