package dev.tracebook.lang.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression. */
public sealed interface Expr {
  /** Where it stands. */
  Span span();

  /** An integer; {@code unsigned} when it only fits the unsigned 64 bits. */
  record Int(long value, boolean unsigned, Span span) implements Expr {}

  /** A string between quotes, escapes resolved. */
  record Str(String value, Span span) implements Expr {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value, Span span) implements Expr {}

  /** {@code $1}: the script's parameter with that number, from 1. */
  record Param(int number, Span span) implements Expr {}

  /** {@code $#}: how many parameters there are. */
  record ParamCount(Span span) implements Expr {}

  /** A builtin, an enumerator or a defined constant. */
  record Name(String name, Span span) implements Expr {}

  /** A function with arguments. */
  record Call(String name, List<Expr> args, Span nameSpan, Span span) implements Expr {}

  /** {@code $x}. */
  record Var(String name, Span span) implements Expr {}

  /** {@code @x} or {@code @x[key, ...]}; no keys is null. */
  record MapRef(String name, @Nullable List<Expr> keys, Span span) implements Expr {}

  /** An operator before its operand: {@code - ! ~ *}. */
  record Unary(String op, Expr operand, Span span) implements Expr {}

  /** {@code ++} or {@code --}, before or behind. */
  record Step(Expr target, int delta, boolean prefix, Span span) implements Expr {}

  /** Two operands. */
  record Binary(String op, Expr left, Expr right, Span opSpan, Span span) implements Expr {}

  /** {@code a ? b : c}, or an if whose branches have values. */
  record Ternary(Expr condition, Expr yes, Expr no, Span span) implements Expr {}

  /** {@code a.b} or {@code a->b}. */
  record Field(Expr base, String name, Span nameSpan, Span span) implements Expr {}

  /** {@code a.0}. */
  record Element(Expr base, int index, Span span) implements Expr {}

  /** {@code a[i]}. */
  record Index(Expr base, Expr index, Span span) implements Expr {}

  /** {@code (type)a}. */
  record Cast(TypeName type, Expr operand, Span span) implements Expr {}

  /** {@code sizeof(type)} or {@code sizeof(expression)}: one of the two is null. */
  record SizeOf(@Nullable TypeName type, @Nullable Expr operand, Span span) implements Expr {}

  /** {@code offsetof(type, a.b)}. */
  record OffsetOf(@Nullable TypeName type, @Nullable Expr operand, List<String> path, Span span)
      implements Expr {}

  /** {@code (a, b)}. */
  record Tuple(List<Expr> elements, Span span) implements Expr {}

  /** {@code (x=a, y=b)}. */
  record RecordOf(List<String> names, List<Expr> elements, Span span) implements Expr {}

  /** Statements whose last one is the value. */
  record BlockValue(List<Stmt> statements, Expr value, Span span) implements Expr {}
}
