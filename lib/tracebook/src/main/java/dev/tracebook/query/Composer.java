package dev.tracebook.query;

import dev.tracebook.lang.parse.Parser;
import dev.tracebook.lang.tree.Action;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Source;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.Stmt;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds the tree of the script that a query is, and its text beside it: each expression is parsed
 * where it stands in that text, and by itself, so that it cannot end and go on as something else.
 */
final class Composer {
  /** The map that the result is in. */
  static final String RESULT = "";

  /** The map that counts events where the result does not tell their number. */
  static final String EVENTS = "events";

  private static final String STARTS = "start";
  private static final long ENTRIES = 65_536;

  private final Question question;
  private final StringBuilder text = new StringBuilder();
  private final IdentityHashMap<Fragment, Span> places = new IdentityHashMap<>();

  private Composer(Question question) {
    this.question = question;
  }

  static String text(Question question) {
    Composer composer = new Composer(question);
    composer.write();
    return composer.text.toString();
  }

  static Source source(Question question) {
    Composer composer = new Composer(question);
    List<Span> probes = composer.write();
    return composer.build(probes);
  }

  /** Whether the events are counted beside the result. */
  static boolean countsBeside(Question question) {
    return question.aggregation() != null
        && List.of("sum", "avg", "min", "max").contains(question.aggregation());
  }

  private void fragment(Fragment each) {
    int start = text.length();
    text.append(each.text());
    places.put(each, new Span(start, text.length()));
  }

  private void list(List<Fragment> all) {
    for (int i = 0; i < all.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      fragment(all.get(i));
    }
  }

  /** Writes the script; returns the places of its actions. */
  private List<Span> write() {
    List<Span> actions = new ArrayList<>();
    if (question.isSpan()) {
      text.append(String.join(",\n", question.enters()));
      text.append("\n{\n  @" + STARTS + "[tid] = nsecs;\n}\n\n");
      actions.add(new Span(0, text.length()));
    }
    int start = text.length();
    text.append(String.join(",\n", question.probes())).append('\n');
    if (question.isSpan()) {
      text.append("/@" + STARTS + "[tid]/\n{\n");
      text.append("  $" + Rewriter.ELAPSED + " = nsecs - @" + STARTS + "[tid];\n");
      text.append("  delete(@" + STARTS + ", tid);\n");
      if (!question.conditions().isEmpty()) {
        text.append("  if (");
        conditions();
        text.append(") {\n  ");
      }
      statement();
      text.append(question.conditions().isEmpty() ? "" : "  }\n");
    } else {
      if (!question.conditions().isEmpty()) {
        text.append('/');
        conditions();
        text.append("/\n");
      }
      text.append("{\n");
      statement();
    }
    text.append("}\n");
    actions.add(new Span(start, text.length()));
    return actions;
  }

  private void conditions() {
    List<Fragment> all = question.conditions();
    if (all.size() == 1) {
      fragment(all.get(0));
      return;
    }
    for (int i = 0; i < all.size(); i++) {
      text.append(i == 0 ? "(" : " && (");
      fragment(all.get(i));
      text.append(')');
    }
  }

  private void statement() {
    if (question.aggregation() == null) {
      text.append("  print((");
      list(question.columns());
      text.append("));\n");
      return;
    }
    text.append("  @");
    boolean timed = !question.interval().isZero();
    if (timed || !question.keys().isEmpty()) {
      text.append('[');
      if (timed) {
        text.append("elapsed / ").append(question.interval().toNanos());
        text.append(question.keys().isEmpty() ? "" : ", ");
      }
      list(question.keys());
      text.append(']');
    }
    text.append(" = ").append(question.aggregation()).append('(');
    Fragment argument = question.argument();
    if (argument != null) {
      fragment(argument);
    }
    question.bounds().forEach(each -> text.append(", ").append(each));
    text.append(");\n");
  }

  private Source build(List<Span> actions) {
    Span exit = actions.get(actions.size() - 1);
    List<Definition> definitions = new ArrayList<>();
    List<Action> all = new ArrayList<>();
    if (question.isSpan()) {
      Span enter = actions.get(0);
      definitions.add(new Definition.MapType(STARTS, "hash", ENTRIES, enter));
      Stmt start = new Stmt.Assign(started(enter), "", name("nsecs", enter), enter);
      all.add(action(question.enters(), null, List.of(start), enter));
    }
    if (question.aggregation() != null) {
      definitions.add(new Definition.MapType(RESULT, "hash", ENTRIES, exit));
    }
    Expr condition = condition();
    List<Stmt> body = new ArrayList<>();
    if (question.isSpan()) {
      Expr.Var elapsed = new Expr.Var(Rewriter.ELAPSED, exit);
      Expr since = new Expr.Binary("-", name("nsecs", exit), started(exit), exit, exit);
      Expr whole = new Expr.MapRef(STARTS, null, exit);
      body.add(new Stmt.Assign(elapsed, "", since, exit));
      body.add(new Stmt.Do(call("delete", List.of(whole, name("tid", exit)), exit), exit));
      List<Stmt> gathering = gathering(exit);
      if (condition == null) {
        body.addAll(gathering);
      } else {
        body.add(
            new Stmt.If(
                condition, new Stmt.Block(gathering, exit), new Stmt.Block(List.of(), exit), exit));
      }
      all.add(action(question.probes(), started(exit), body, exit));
    } else {
      all.add(action(question.probes(), condition, gathering(exit), exit));
    }
    return new Source(text.toString(), definitions, all);
  }

  private static Action action(
      List<String> probes, @Nullable Expr predicate, List<Stmt> body, Span span) {
    int at = span.start();
    List<Action.ProbeText> texts = new ArrayList<>();
    for (String each : probes) {
      texts.add(new Action.ProbeText(each, new Span(at, at + each.length())));
      at += each.length() + 2;
    }
    return new Action(texts, predicate, new Stmt.Block(body, span), span);
  }

  private static Expr.Name name(String name, Span span) {
    return new Expr.Name(name, span);
  }

  private static Expr.Call call(String function, List<Expr> args, Span span) {
    return new Expr.Call(function, args, span, span);
  }

  private static Expr.MapRef started(Span span) {
    return new Expr.MapRef(STARTS, List.of(name("tid", span)), span);
  }

  private Expr parsed(Fragment each) {
    Expr written =
        Parser.expression(text.toString(), java.util.Objects.requireNonNull(places.get(each)));
    return new Rewriter(text.toString(), each.values(), question.isSpan()).rewrite(written);
  }

  private @Nullable Expr condition() {
    Expr all = null;
    for (Fragment each : question.conditions()) {
      Expr one = parsed(each);
      all = all == null ? one : new Expr.Binary("&&", all, one, one.span(), one.span());
    }
    return all;
  }

  /** What is done with an event. */
  private List<Stmt> gathering(Span place) {
    if (question.aggregation() == null) {
      List<String> names = question.columns().stream().map(Fragment::name).toList();
      List<Expr> values = question.columns().stream().map(this::parsed).toList();
      Expr row = new Expr.RecordOf(names, values, place);
      return List.of(new Stmt.Do(call("print", List.of(row), place), place));
    }
    List<Expr> keys = new ArrayList<>();
    if (!question.interval().isZero()) {
      Expr ns = new Expr.Int(question.interval().toNanos(), false, place);
      // The time since the start, also in a span, whose elapsed is another one.
      keys.add(new Expr.Binary("/", name("elapsed", place), ns, place, place));
    }
    question.keys().forEach(each -> keys.add(parsed(each)));
    List<Expr> args = new ArrayList<>();
    Fragment argument = question.argument();
    if (argument != null) {
      args.add(parsed(argument));
    }
    question.bounds().forEach(each -> args.add(bound(each, place)));
    Expr.MapRef result = new Expr.MapRef(RESULT, keys.isEmpty() ? null : keys, place);
    List<Stmt> all = new ArrayList<>();
    all.add(new Stmt.Assign(result, "", call(question.aggregation(), args, place), place));
    if (countsBeside(question)) {
      Expr.MapRef events = new Expr.MapRef(EVENTS, null, place);
      all.add(new Stmt.Assign(events, "", call("count", List.of(), place), place));
    }
    return all;
  }

  private static Expr bound(long value, Span place) {
    Expr positive = new Expr.Int(Math.abs(value), false, place);
    return value < 0 ? new Expr.Unary("-", positive, place) : positive;
  }
}
