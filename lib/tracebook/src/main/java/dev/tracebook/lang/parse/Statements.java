package dev.tracebook.lang.parse;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.Stmt;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads statements and blocks. */
final class Statements {
  private static final Set<String> ASSIGNMENTS =
      Set.of("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=");

  private final Tokens tokens;
  private final Types types;
  private final Expressions expressions;

  Statements(Tokens tokens, Types types) {
    this.tokens = tokens;
    this.types = types;
    expressions = new Expressions(tokens, types, this);
  }

  Expressions expressions() {
    return expressions;
  }

  Stmt.Block block() {
    Span start = tokens.expect("{", "to begin the block").span();
    int before = tokens.depth();
    tokens.deeper();
    List<Stmt> all = new ArrayList<>();
    while (true) {
      while (tokens.take(";")) {
        // Empty statements are allowed.
      }
      if (tokens.take("}")) {
        tokens.depth(before);
        return new Stmt.Block(all, start.to(tokens.last()));
      }
      all.add(statement());
      if (!tokens.peek().is("}") && !tokens.last().equals(tokens.peek().span())) {
        separator(all.get(all.size() - 1));
      }
    }
  }

  Expr blockValue() {
    Stmt.Block block = block();
    return Expressions.value(block.statements(), block.span(), tokens);
  }

  private void separator(Stmt before) {
    boolean braced =
        before instanceof Stmt.If
            || before instanceof Stmt.While
            || before instanceof Stmt.ForMap
            || before instanceof Stmt.ForRange
            || before instanceof Stmt.Unroll
            || before instanceof Stmt.Block;
    if (!braced && !tokens.take(";")) {
      throw tokens.error(
          "\";\" or \"}\" expected behind the statement, but here is " + tokens.peek().shown(), "");
    }
  }

  private Stmt statement() {
    Token first = tokens.peek();
    if (first.is("{")) {
      return block();
    }
    if (first.kind() == Token.Kind.NAME) {
      switch (first.text()) {
        case "if" -> {
          return ifElse();
        }
        case "while" -> {
          return loop();
        }
        case "for" -> {
          return forEach();
        }
        case "unroll" -> {
          return unroll();
        }
        case "let" -> {
          return let();
        }
        case "break", "continue" -> {
          tokens.next();
          return new Stmt.Jump(first.text(), null, first.span());
        }
        case "return" -> {
          tokens.next();
          boolean bare = tokens.peek().is(";") || tokens.peek().is("}");
          Expr value = bare ? null : expressions.expression();
          return new Stmt.Jump("return", value, first.span().to(tokens.last()));
        }
        case "import", "macro", "config", "fn" ->
            throw tokens.error(
                first.text() + " is not supported by Tracebook", "write its content out");
        default -> {
          // An expression.
        }
      }
    }
    return simple();
  }

  private Stmt simple() {
    Expr target = expressions.expression();
    Token operator = tokens.peek();
    if (operator.kind() != Token.Kind.OPERATOR || !ASSIGNMENTS.contains(operator.text())) {
      return new Stmt.Do(target, target.span());
    }
    tokens.next();
    Expr value = expressions.expression();
    Span span = target.span().to(value.span());
    if (target instanceof Expr.Name name && name.name().equals("_") && operator.is("=")) {
      return new Stmt.Do(value, span);
    }
    if (target instanceof Expr.Var || target instanceof Expr.MapRef) {
      String op = operator.text().substring(0, operator.text().length() - 1);
      return new Stmt.Assign(target, op, value, span);
    }
    throw tokens.error(
        "only variables and maps can be assigned", "such as $x = ... or @x = ...", target.span());
  }

  private Stmt ifElse() {
    Span start = tokens.next().span();
    Expr condition = expressions.expression();
    Stmt.Block yes = block();
    Stmt.Block no = new Stmt.Block(List.of(), tokens.last());
    if (tokens.takeName("else")) {
      if (tokens.peek().isName("if")) {
        int before = tokens.depth();
        tokens.deeper();
        Stmt nested = ifElse();
        tokens.depth(before);
        no = new Stmt.Block(List.of(nested), nested.span());
      } else {
        no = block();
      }
    }
    return new Stmt.If(condition, yes, no, start.to(tokens.last()));
  }

  private Stmt loop() {
    Span start = tokens.next().span();
    Expr condition = expressions.expression();
    Stmt.Block body = block();
    return new Stmt.While(condition, body, start.to(tokens.last()));
  }

  private Stmt forEach() {
    Span start = tokens.next().span();
    boolean closed = tokens.take("(");
    Token name = tokens.expect(Token.Kind.VARIABLE, "the loop's variable");
    Expr.Var variable = new Expr.Var(name.text(), name.span());
    tokens.expect(":", "behind the loop's variable");
    Expr from = expressions.unary();
    Expr to = tokens.take("..") ? expressions.unary() : null;
    if (closed) {
      tokens.expect(")", "behind what the loop goes over");
    }
    Span head = start.to(tokens.last());
    if (to != null) {
      return new Stmt.ForRange(variable, from, to, block(), head);
    }
    if (from instanceof Expr.MapRef map && map.keys() == null) {
      return new Stmt.ForMap(variable, map, block(), head);
    }
    throw tokens.error(
        "a for loop goes over a map or a range",
        "for ($kv : @map) or for ($i : 0..10)",
        from.span());
  }

  private Stmt unroll() {
    Span start = tokens.next().span();
    Expr count = expressions.expression();
    Span head = start.to(tokens.last());
    return new Stmt.Unroll(count, block(), head);
  }

  private Stmt let() {
    Span start = tokens.next().span();
    if (tokens.peek().kind() == Token.Kind.MAP) {
      throw tokens.error("maps are declared in front of the probes", "let @m = hash(100);");
    }
    Token name = tokens.expect(Token.Kind.VARIABLE, "a variable");
    TypeName type = tokens.take(":") ? types.type() : null;
    Expr value = tokens.take("=") ? expressions.expression() : null;
    return new Stmt.Let(
        new Expr.Var(name.text(), name.span()), type, value, start.to(tokens.last()));
  }
}
