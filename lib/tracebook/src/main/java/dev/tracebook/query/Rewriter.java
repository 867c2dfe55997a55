package dev.tracebook.query;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a query's expression one of the script that the query becomes: values from Java are nodes
 * of the tree, never text, and nothing can reach what the query itself keeps.
 */
final class Rewriter {
  /** The scratch variable that holds a span's time. */
  static final String ELAPSED = "elapsed";

  private final String script;
  private final List<Object> values;
  private final boolean span;

  Rewriter(String script, List<Object> values, boolean span) {
    this.script = script;
    this.values = values;
    this.span = span;
  }

  Expr rewrite(Expr e) {
    if (e instanceof Expr.Param p) {
      return value(p);
    } else if (e instanceof Expr.ParamCount c) {
      return new Expr.Int(values.size(), false, c.span());
    } else if (e instanceof Expr.Name n) {
      return span && n.name().equals(ELAPSED) ? new Expr.Var(ELAPSED, n.span()) : n;
    } else if (e instanceof Expr.Call c) {
      return span && c.name().equals(ELAPSED) && c.args().isEmpty()
          ? new Expr.Var(ELAPSED, c.span())
          : new Expr.Call(c.name(), all(c.args()), c.nameSpan(), c.span());
    } else if (e instanceof Expr.Unary u) {
      return new Expr.Unary(u.op(), rewrite(u.operand()), u.span());
    } else if (e instanceof Expr.Binary b) {
      return new Expr.Binary(b.op(), rewrite(b.left()), rewrite(b.right()), b.opSpan(), b.span());
    } else if (e instanceof Expr.Ternary t) {
      return new Expr.Ternary(rewrite(t.condition()), rewrite(t.yes()), rewrite(t.no()), t.span());
    } else if (e instanceof Expr.Tuple t) {
      return new Expr.Tuple(all(t.elements()), t.span());
    } else if (e instanceof Expr.RecordOf r) {
      return new Expr.RecordOf(r.names(), all(r.elements()), r.span());
    } else if (e instanceof Expr.Cast c) {
      return new Expr.Cast(c.type(), rewrite(c.operand()), c.span());
    } else if (e instanceof Expr.Var || e instanceof Expr.MapRef || e instanceof Expr.BlockValue) {
      throw outside(e);
    } else if (e instanceof Expr.Step s) {
      throw outside(s);
    }
    return access(e);
  }

  private Expr access(Expr e) {
    if (e instanceof Expr.Field f) {
      return new Expr.Field(rewrite(f.base()), f.name(), f.nameSpan(), f.span());
    } else if (e instanceof Expr.Element t) {
      return new Expr.Element(rewrite(t.base()), t.index(), t.span());
    } else if (e instanceof Expr.Index i) {
      return new Expr.Index(rewrite(i.base()), rewrite(i.index()), i.span());
    } else if (e instanceof Expr.SizeOf s) {
      return s.operand() == null ? s : new Expr.SizeOf(null, rewrite(s.operand()), s.span());
    } else if (e instanceof Expr.OffsetOf o) {
      return o.operand() == null
          ? o
          : new Expr.OffsetOf(null, rewrite(o.operand()), o.path(), o.span());
    }
    // Numbers, texts and true or false.
    return e;
  }

  private List<Expr> all(List<Expr> some) {
    List<Expr> all = new ArrayList<>();
    some.forEach(each -> all.add(rewrite(each)));
    return all;
  }

  private ScriptException outside(Expr e) {
    return ScriptException.at(
        "a query's expression has no maps, variables and statements",
        "write a script: script(\"...\")",
        script,
        e.span().start(),
        e.span().end());
  }

  private Expr value(Expr.Param p) {
    if (p.number() > values.size()) {
      throw ScriptException.at(
          "$" + p.number() + " has no value: " + values.size() + " were given",
          "give it behind the expression: where(\"uid == $1\", 0)",
          script,
          p.span().start(),
          p.span().end());
    }
    Object value = values.get(p.number() - 1);
    if (value instanceof Boolean truth) {
      return new Expr.Bool(truth, p.span());
    } else if (value instanceof Duration duration) {
      return number(duration.toNanos(), p.span());
    } else if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return number(((Number) value).longValue(), p.span());
    } else if (value instanceof CharSequence || value instanceof Character) {
      return text(p.number(), value.toString(), p.span());
    }
    throw new ArgumentException(
        "$" + p.number() + " cannot be a " + value.getClass().getSimpleName(),
        "the kernel knows integers and texts",
        "give an int, long, String, boolean or Duration",
        "Stage.where");
  }

  private static Expr number(long value, Span span) {
    if (value >= 0) {
      return new Expr.Int(value, false, span);
    }
    // The smallest long is its own negative; it is right as an unsigned number.
    return new Expr.Unary("-", new Expr.Int(-value, value == Long.MIN_VALUE, span), span);
  }

  private static Expr text(int number, String text, Span span) {
    if (text.indexOf(0) >= 0) {
      throw new ArgumentException(
          "$" + number + " holds a NUL character",
          "a text in the kernel ends there",
          "give the text before it",
          "Stage.where");
    }
    return new Expr.Str(Literal.bytes(text), span);
  }
}
