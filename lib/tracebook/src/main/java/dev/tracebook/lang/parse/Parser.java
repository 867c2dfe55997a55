package dev.tracebook.lang.parse;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Action;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Source;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.Stmt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses scripts and single expressions; whatever the text is, a tree or a ScriptException. */
public final class Parser {
  /** Far above any script by hand; a larger text is a mistake that would only cost memory. */
  private static final int MOST_CHARACTERS = 256 * 1024;

  private static final int MOST_PROBES = 4096;
  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d{1,3}|#)");

  /** Probe types whose text may hold slashes that do not begin a predicate. */
  private static final Set<String> WITH_PATH =
      Set.of(
          "uprobe",
          "u",
          "uretprobe",
          "ur",
          "usdt",
          "U",
          "iter",
          "it",
          "watchpoint",
          "w",
          "aw",
          "asyncwatchpoint");

  private final String text;
  private final List<String> params;
  private final Tokens tokens;
  private final Statements statements;
  private final Preamble preamble;

  private Parser(String text, List<String> params) {
    if (text.length() > MOST_CHARACTERS) {
      throw ScriptException.at(
          "the script has "
              + text.length()
              + " characters; at most "
              + MOST_CHARACTERS
              + " are taken",
          "split it into several scripts",
          text,
          0,
          1);
    }
    this.text = text;
    this.params = params;
    tokens = new Tokens(new Lexer(text));
    Types types = new Types(tokens);
    statements = new Statements(tokens, types);
    preamble = new Preamble(tokens, types);
  }

  /**
   * Parses a whole script.
   *
   * @param text the script
   * @param params what {@code $1}, {@code $2} ... stand for in probes
   * @return its tree
   */
  public static Source script(String text, List<String> params) {
    return new Parser(text, params).source();
  }

  /** Parses one expression, such as a query's column. */
  public static Expr expression(String text) {
    return new Parser(text, List.of()).onlyExpression();
  }

  /**
   * Parses the expression that a part of a text is; whatever it holds, nothing around it changes.
   *
   * @param text a whole script, for the places of errors
   * @param part where the expression stands
   */
  public static Expr expression(String text, Span part) {
    Parser parser = new Parser(text.substring(0, part.end()), List.of());
    parser.tokens.lexer.position(part.start());
    return parser.onlyExpression();
  }

  private Expr onlyExpression() {
    Expr expression = statements.expressions().expression();
    if (tokens.peek().kind() != Token.Kind.END) {
      throw tokens.error("the expression ends before " + tokens.peek().shown(), "");
    }
    return expression;
  }

  private Source source() {
    List<Definition> definitions = new ArrayList<>();
    List<Action> actions = new ArrayList<>();
    while (true) {
      Definition definition = preamble.next();
      if (definition != null) {
        definitions.add(definition);
        continue;
      }
      tokens.rewind();
      tokens.lexer.skipBlanks();
      if (tokens.lexer.position() >= text.length()) {
        break;
      }
      actions.add(action());
    }
    if (actions.isEmpty()) {
      throw ScriptException.at(
          "the script has no probe", "such as BEGIN { printf(\"hello\\n\"); }", text, 0, 1);
    }
    return new Source(text, definitions, actions);
  }

  private Action action() {
    List<Action.ProbeText> probes = new ArrayList<>();
    do {
      probes.add(probe());
      if (probes.size() > MOST_PROBES) {
        throw tokens.error("more than " + MOST_PROBES + " probes", "use wildcards");
      }
    } while (tokens.take(","));
    Span start = probes.get(0).span();
    Expr predicate = null;
    if (tokens.peek().is("/")) {
      tokens.inPredicate(true);
      tokens.next();
      predicate = statements.expressions().expression();
      if (tokens.peek().kind() != Token.Kind.END_OF_PREDICATE) {
        throw tokens.error(
            "the predicate ends with \"/\" before \"{\", but here is " + tokens.peek().shown(), "");
      }
      tokens.next();
      tokens.inPredicate(false);
    }
    if (!tokens.peek().is("{")) {
      throw tokens.error(
          "\"{\" expected behind the probe, but here is " + tokens.peek().shown(),
          "tracepoint:syscalls:sys_enter_openat { printf(\"%s\\n\", comm); }");
    }
    Stmt.Block body = statements.block();
    return new Action(probes, predicate, body, start.to(body.span()));
  }

  private Action.ProbeText probe() {
    tokens.rewind();
    tokens.lexer.skipBlanks();
    int start = tokens.lexer.position();
    int at = start;
    boolean quoted = false;
    StringBuilder written = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && ends(c, at, written)) {
        break;
      } else {
        written.append(c);
      }
      at++;
    }
    if (quoted) {
      throw ScriptException.at("this string has no end", "", text, start, at);
    }
    tokens.lexer.position(at);
    Span span = new Span(start, at);
    if (written.isEmpty()) {
      throw ScriptException.at(
          "a probe expected, but here is " + tokens.peek().shown(),
          "such as BEGIN, interval:s:1 or tracepoint:sched:sched_switch",
          text,
          start,
          start + 1);
    }
    return new Action.ProbeText(replaced(written.toString()), span);
  }

  private boolean ends(char c, int at, StringBuilder written) {
    if (Character.isWhitespace(c) || c == ',' || c == '{' || c == '}' || c == ';') {
      return true;
    }
    if (c != '/') {
      return false;
    }
    boolean comment =
        text.startsWith("//", at) || (text.startsWith("/*", at) && written.indexOf(":") < 0);
    if (comment) {
      return true;
    }
    int colon = written.indexOf(":");
    return colon < 0 || !WITH_PATH.contains(written.substring(0, colon));
  }

  private String replaced(String probe) {
    Matcher each = PARAMETER.matcher(probe);
    return each.replaceAll(
        found -> {
          if (found.group(1).equals("#")) {
            return Integer.toString(params.size());
          }
          int number = Integer.parseInt(found.group(1));
          return number >= 1 && number <= params.size()
              ? Matcher.quoteReplacement(params.get(number - 1))
              : "";
        });
  }
}
