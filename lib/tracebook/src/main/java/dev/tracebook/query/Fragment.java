package dev.tracebook.query;

import dev.tracebook.error.ArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An expression of a query.
 *
 * @param text the expression as it was written, without its alias
 * @param name the column's name: the alias, or the expression itself
 * @param values what {@code $1}, {@code $2} ... stand for in it
 */
record Fragment(String text, String name, List<Object> values) {
  private static final Pattern ALIAS =
      Pattern.compile("(.*\\S)\\s+as\\s+([A-Za-z_]\\w*)\\s*", Pattern.DOTALL);

  /** An expression that may have an alias: {@code str(args.filename) as file}. */
  static Fragment column(String written, Object... values) {
    require(written);
    Matcher alias = ALIAS.matcher(written);
    if (alias.matches()) {
      return new Fragment(alias.group(1).strip(), alias.group(2), List.of(values));
    }
    String text = written.strip();
    return new Fragment(text, text.replaceAll("\\s+", " "), List.of(values));
  }

  /** Several of them. */
  static List<Fragment> columns(String verb, String... written) {
    if (written.length == 0) {
      throw new ArgumentException(
          verb + "() has no expression",
          "a query needs to know what to take",
          verb + "(\"comm\", \"pid\")",
          "https://docs.bpftrace.org/");
    }
    List<Fragment> all = new ArrayList<>();
    for (String each : written) {
      all.add(column(each));
    }
    return all;
  }

  /** A condition, which has no alias. */
  static Fragment condition(String written, Object... values) {
    require(written);
    return new Fragment(written.strip(), "", List.of(values));
  }

  private static void require(String written) {
    if (written.isBlank()) {
      throw new ArgumentException(
          "an expression is empty",
          "there is nothing in it to compute",
          "write one in the bpftrace language: comm, pid, args.ret > 0, str(args.filename)",
          "https://docs.bpftrace.org/");
    }
  }
}
