package dev.tracebook.lang.complete;

import dev.tracebook.error.TraceException;
import dev.tracebook.host.TracepointField;
import dev.tracebook.host.Tracepoints;
import dev.tracebook.lang.type.Builtins;
import dev.tracebook.lang.type.Functions;
import dev.tracebook.lang.type.Place;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the text left of the cursor can become.
 *
 * @param matches whole words, in order
 * @param start where the word begins in the text
 */
public record Suggestions(List<String> matches, int start) {
  private static final int MOST = 500;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*$");
  private static final Pattern FIELD = Pattern.compile("\\bargs(?:\\.|->)(\\w*)$");
  private static final Pattern VARIABLE = Pattern.compile("[@$]\\w*$");
  private static final Pattern NAMED = Pattern.compile("[@$]\\w*");

  /**
   * Completes a script in the bpftrace language: probes, fields of args, builtins, functions, maps
   * and variables.
   *
   * @param script the text
   * @param cursor a place in it
   * @return what can stand there
   */
  public static Suggestions inScript(String script, int cursor) {
    Where where = Where.of(script.substring(0, cursor));
    if (where.inText()) {
      return new Suggestions(List.of(), cursor);
    }
    if (where.inProbe()) {
      return inProbe(script, cursor);
    }
    return inExpression(script, cursor, where.probes());
  }

  /**
   * Completes a probe part by part: {@code tracepoint:}, {@code tracepoint:syscalls:}, {@code
   * tracepoint:syscalls:sys_enter_openat}.
   *
   * @param text the text
   * @param cursor a place in it
   * @return what the probe can become
   */
  public static Suggestions inProbe(String text, int cursor) {
    int start = cursor;
    while (start > 0 && " \t\r\n,}\"".indexOf(text.charAt(start - 1)) < 0) {
      start--;
    }
    String typed = text.substring(start, cursor);
    return new Suggestions(beginning(probes(typed), typed), start);
  }

  private static Collection<String> probes(String typed) {
    String[] parts = typed.split(":", -1);
    boolean raw = parts[0].equals("rawtracepoint") || parts[0].equals("rt");
    try {
      if (parts.length == 1) {
        Set<String> kinds = new TreeSet<>();
        for (Place.Kind each : Place.Kind.values()) {
          boolean alone = each == Place.Kind.BEGIN || each == Place.Kind.END;
          kinds.add(alone ? each.name() : each.word + ":");
        }
        return kinds;
      } else if (raw) {
        return Tracepoints.rawNames().stream().map(each -> parts[0] + ":" + each).toList();
      } else if (parts[0].equals("tracepoint") || parts[0].equals("t")) {
        String category = parts[0] + ":" + parts[1] + ":";
        return parts.length == 2
            ? Tracepoints.categories().stream().map(each -> parts[0] + ":" + each + ":").toList()
            : Tracepoints.names(parts[1]).stream().map(each -> category + each).toList();
      } else if (parts[0].equals("interval") || parts[0].equals("profile")) {
        return Stream.of("s:", "ms:", "us:", "hz:").map(each -> parts[0] + ":" + each).toList();
      }
    } catch (TraceException e) {
      // No tracefs: nothing is known of the kernel's probes.
    }
    return List.of();
  }

  /**
   * Completes an expression.
   *
   * @param text the text
   * @param cursor a place in it
   * @param probes where the expression is taken
   * @return what can stand there
   */
  public static Suggestions inExpression(String text, int cursor, List<String> probes) {
    String before = text.substring(0, cursor);
    Matcher field = FIELD.matcher(before);
    if (field.find()) {
      return new Suggestions(
          beginning(probes.stream().flatMap(Suggestions::fields).toList(), field.group(1)),
          field.start(1));
    }
    Matcher variable = VARIABLE.matcher(before);
    if (variable.find()) {
      String typed = variable.group();
      Set<String> known = new TreeSet<>();
      // The word that is being typed is not one that is known.
      Matcher named =
          NAMED.matcher(before.substring(0, variable.start()) + " " + after(text, cursor));
      while (named.find()) {
        known.add(named.group());
      }
      return new Suggestions(beginning(known, typed), variable.start());
    }
    Matcher word = WORD.matcher(before);
    int start = word.find() ? word.start() : cursor;
    if (start > 0 && ".>".indexOf(before.charAt(start - 1)) >= 0) {
      return new Suggestions(List.of(), cursor);
    }
    Set<String> names = new TreeSet<>(Builtins.names());
    Functions.names().stream()
        .filter(each -> !Builtins.isBuiltin(each))
        .forEach(each -> names.add(each + "("));
    return new Suggestions(beginning(names, before.substring(start)), start);
  }

  /** What stands behind the word at the cursor. */
  private static String after(String text, int cursor) {
    int at = cursor;
    while (at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    return text.substring(at);
  }

  private static List<String> beginning(Collection<String> all, String typed) {
    return all.stream()
        .filter(each -> each.startsWith(typed))
        .distinct()
        .sorted()
        .limit(MOST)
        .toList();
  }

  private static Stream<String> fields(String probe) {
    String[] parts = probe.strip().split(":", -1);
    if (parts.length != 3 || !(parts[0].equals("tracepoint") || parts[0].equals("t"))) {
      return Stream.empty();
    }
    try {
      return Tracepoints.list(parts[1] + ":" + parts[2]).stream()
          .limit(1)
          .map(each -> each.split(":", 2))
          .flatMap(each -> Tracepoints.get(each[0], each[1]).fields().stream())
          .filter(each -> !each.isCommon())
          .map(TracepointField::name);
    } catch (TraceException e) {
      return Stream.empty();
    }
  }

  /** Where in a script its end stands. */
  private record Where(boolean inText, boolean inProbe, List<String> probes) {
    static Where of(String text) {
      int depth = 0;
      int header = 0;
      boolean predicate = false;
      String probes = "";
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == '"') {
          i = endOfText(text, i);
          if (i < 0) {
            return new Where(true, false, List.of());
          }
        } else if (text.startsWith("//", i) || text.startsWith("/*", i)) {
          int end = text.indexOf(text.charAt(i + 1) == '/' ? "\n" : "*/", i);
          if (end < 0) {
            return new Where(true, false, List.of());
          }
          i = end;
        } else if (c == '{' && depth++ == 0) {
          probes = predicate ? probes : text.substring(header, i);
        } else if (c == '}' && depth > 0 && --depth == 0) {
          header = i + 1;
          predicate = false;
        } else if (depth == 0 && !predicate && c == '/' && begins(text, header, i)) {
          predicate = true;
          probes = text.substring(header, i);
        }
      }
      boolean inProbe = depth == 0 && !predicate;
      return new Where(false, inProbe, names(probes));
    }

    /** Whether a slash begins a predicate: it does not stand in a path. */
    private static boolean begins(String text, int header, int at) {
      String probe = text.substring(header, at);
      return at == 0 || Character.isWhitespace(text.charAt(at - 1)) || !probe.contains("probe:");
    }

    private static int endOfText(String text, int start) {
      for (int i = start + 1; i < text.length(); i++) {
        if (text.charAt(i) == '\\') {
          i++;
        } else if (text.charAt(i) == '"') {
          return i;
        }
      }
      return -1;
    }

    private static List<String> names(String header) {
      List<String> all = new ArrayList<>();
      Arrays.stream(header.split("[,\\s]+")).filter(each -> !each.isEmpty()).forEach(all::add);
      return all;
    }
  }
}
