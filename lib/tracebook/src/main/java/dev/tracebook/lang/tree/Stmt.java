package dev.tracebook.lang.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement. */
public sealed interface Stmt {
  /** Where it stands. */
  Span span();

  /** An expression for its effect. */
  record Do(Expr expression, Span span) implements Stmt {}

  /** {@code target op= value}; {@code op} is empty for a plain assignment. */
  record Assign(Expr target, String op, Expr value, Span span) implements Stmt {}

  /** {@code let $x: type = value}. */
  record Let(Expr.Var variable, @Nullable TypeName type, @Nullable Expr value, Span span)
      implements Stmt {}

  /** {@code if}; the else part may be empty. */
  record If(Expr condition, Block yes, Block no, Span span) implements Stmt {}

  /** {@code while}. */
  record While(Expr condition, Block body, Span span) implements Stmt {}

  /** {@code for ($kv : @map)}. */
  record ForMap(Expr.Var variable, Expr.MapRef map, Block body, Span span) implements Stmt {}

  /** {@code for ($i : from..to)}. */
  record ForRange(Expr.Var variable, Expr from, Expr to, Block body, Span span) implements Stmt {}

  /** {@code unroll(n)}. */
  record Unroll(Expr count, Block body, Span span) implements Stmt {}

  /** {@code break}, {@code continue} or {@code return}. */
  record Jump(String keyword, @Nullable Expr value, Span span) implements Stmt {}

  /** Statements with a scope of their own. */
  record Block(List<Stmt> statements, Span span) implements Stmt {}
}
