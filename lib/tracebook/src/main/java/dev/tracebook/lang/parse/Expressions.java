package dev.tracebook.lang.parse;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.Stmt;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads expressions by precedence climbing. */
final class Expressions {
  /** C's order, which is bpftrace's: a larger number binds tighter. */
  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("||", 1),
          Map.entry("&&", 2),
          Map.entry("|", 3),
          Map.entry("^", 4),
          Map.entry("&", 5),
          Map.entry("==", 6),
          Map.entry("!=", 6),
          Map.entry("<", 7),
          Map.entry("<=", 7),
          Map.entry(">", 7),
          Map.entry(">=", 7),
          Map.entry("<<", 8),
          Map.entry(">>", 8),
          Map.entry("+", 9),
          Map.entry("-", 9),
          Map.entry("*", 10),
          Map.entry("/", 10),
          Map.entry("%", 10));

  private static final Set<String> UNARY = Set.of("-", "!", "~", "*");

  private final Tokens tokens;
  private final Types types;
  private final Statements statements;

  Expressions(Tokens tokens, Types types, Statements statements) {
    this.tokens = tokens;
    this.types = types;
    this.statements = statements;
  }

  Expr expression() {
    int before = tokens.depth();
    tokens.deeper();
    try {
      Expr condition = binary(1);
      if (!tokens.take("?")) {
        return condition;
      }
      Expr yes = expression();
      tokens.expect(":", "between the two values of ?");
      Expr no = expression();
      return new Expr.Ternary(condition, yes, no, condition.span().to(no.span()));
    } finally {
      tokens.depth(before);
    }
  }

  private Expr binary(int least) {
    int before = tokens.depth();
    try {
      Expr left = unary();
      while (true) {
        Token operator = tokens.peek();
        Integer binds =
            operator.kind() == Token.Kind.OPERATOR ? PRECEDENCE.get(operator.text()) : null;
        if (binds == null || binds < least) {
          return left;
        }
        // A long chain is as deep a tree as a nested one.
        tokens.deeper();
        tokens.next();
        Expr right = binary(binds + 1);
        Span span = left.span().to(right.span());
        left = new Expr.Binary(operator.text(), left, right, operator.span(), span);
      }
    } finally {
      tokens.depth(before);
    }
  }

  Expr unary() {
    int before = tokens.depth();
    tokens.deeper();
    try {
      Token first = tokens.peek();
      if (first.is("++") || first.is("--")) {
        tokens.next();
        Expr target = stepped(unary());
        int delta = first.is("++") ? 1 : -1;
        return new Expr.Step(target, delta, true, first.span().to(target.span()));
      }
      if (first.kind() == Token.Kind.OPERATOR && UNARY.contains(first.text())) {
        tokens.next();
        Expr operand = unary();
        return new Expr.Unary(first.text(), operand, first.span().to(operand.span()));
      }
      if (first.is("&")) {
        throw tokens.error("the address operator is not supported", "read the value itself");
      }
      if (first.is("(") && types.castFollows()) {
        tokens.next();
        TypeName type = types.type();
        tokens.expect(")", "behind the cast's type");
        Expr operand = unary();
        return new Expr.Cast(type, operand, first.span().to(operand.span()));
      }
      return postfix(primary());
    } finally {
      tokens.depth(before);
    }
  }

  private Expr stepped(Expr target) {
    if (target instanceof Expr.Var || target instanceof Expr.MapRef) {
      return target;
    }
    throw tokens.error("++ and -- change a variable or a map", "such as $x++", target.span());
  }

  private Expr postfix(Expr base) {
    Expr here = base;
    while (true) {
      Token next = tokens.peek();
      if (next.is(".") || next.is("->")) {
        tokens.deeper();
        tokens.next();
        here = member(here);
      } else if (next.is("[")) {
        tokens.deeper();
        tokens.next();
        Expr index = expression();
        tokens.expect("]", "behind the index");
        here = new Expr.Index(here, index, here.span().to(tokens.last()));
      } else if (next.is("++") || next.is("--")) {
        if (!(here instanceof Expr.Var || here instanceof Expr.MapRef)) {
          return here;
        }
        tokens.next();
        int delta = next.is("++") ? 1 : -1;
        return new Expr.Step(here, delta, false, here.span().to(next.span()));
      } else {
        return here;
      }
    }
  }

  private Expr member(Expr base) {
    Token name = tokens.next();
    Span span = base.span().to(name.span());
    if (name.kind() == Token.Kind.INT) {
      if (name.number() < 0 || name.number() > 1000) {
        throw tokens.error("no tuple has an element " + name.text(), "", name.span());
      }
      return new Expr.Element(base, (int) name.number(), span);
    }
    if (name.kind() != Token.Kind.NAME) {
      throw tokens.error("a field's name expected, but here is " + name.shown(), "", name.span());
    }
    return new Expr.Field(base, name.text(), name.span(), span);
  }

  private Expr primary() {
    Token first = tokens.peek();
    switch (first.kind()) {
      case INT -> {
        tokens.next();
        return new Expr.Int(first.number(), first.unsigned(), first.span());
      }
      case STRING -> {
        tokens.next();
        return new Expr.Str(first.text(), first.span());
      }
      case VARIABLE -> {
        tokens.next();
        return new Expr.Var(first.text(), first.span());
      }
      case PARAMETER -> {
        tokens.next();
        return first.text().equals("#")
            ? new Expr.ParamCount(first.span())
            : new Expr.Param(Integer.parseInt(first.text()), first.span());
      }
      case MAP -> {
        return map();
      }
      case NAME -> {
        return named();
      }
      default -> {
        if (first.is("(")) {
          return parenthesis();
        }
        if (first.is("{")) {
          return statements.blockValue();
        }
        throw tokens.error("an expression expected, but here is " + first.shown(), "");
      }
    }
  }

  Expr.MapRef map() {
    Token name = tokens.expect(Token.Kind.MAP, "a map");
    if (!tokens.take("[")) {
      return new Expr.MapRef(name.text(), null, name.span());
    }
    List<Expr> keys = tokens.list("]", this::expression);
    if (keys.isEmpty()) {
      throw tokens.error("a map's key is missing", "such as @[pid]", name.span());
    }
    return new Expr.MapRef(name.text(), keys, name.span().to(tokens.last()));
  }

  private Expr named() {
    Token name = tokens.peek();
    switch (name.text()) {
      case "true", "false" -> {
        tokens.next();
        return new Expr.Bool(name.text().equals("true"), name.span());
      }
      case "sizeof" -> {
        return sizeOf();
      }
      case "offsetof" -> {
        return offsetOf();
      }
      case "if" -> {
        return ifValue();
      }
      default -> {
        tokens.next();
        if (!tokens.take("(")) {
          return new Expr.Name(name.text(), name.span());
        }
        List<Expr> args = tokens.list(")", this::expression);
        return new Expr.Call(name.text(), args, name.span(), name.span().to(tokens.last()));
      }
    }
  }

  private Expr ifValue() {
    Span start = tokens.next().span();
    Expr condition = expression();
    Expr yes = statements.blockValue();
    if (!tokens.takeName("else")) {
      throw tokens.error("an if with a value needs an else", "");
    }
    Expr no = tokens.peek().isName("if") ? nestedIf() : statements.blockValue();
    return new Expr.Ternary(condition, yes, no, start.to(no.span()));
  }

  private Expr nestedIf() {
    int before = tokens.depth();
    tokens.deeper();
    Expr value = ifValue();
    tokens.depth(before);
    return value;
  }

  private Expr sizeOf() {
    Span start = tokens.next().span();
    tokens.expect("(", "behind sizeof");
    if (types.isType(tokens.peek())) {
      TypeName type = types.type();
      tokens.expect(")", "behind sizeof's type");
      return new Expr.SizeOf(type, null, start.to(tokens.last()));
    }
    Expr operand = expression();
    tokens.expect(")", "behind sizeof's operand");
    return new Expr.SizeOf(null, operand, start.to(tokens.last()));
  }

  private Expr offsetOf() {
    Span start = tokens.next().span();
    tokens.expect("(", "behind offsetof");
    TypeName type = types.isType(tokens.peek()) ? types.type() : null;
    Expr operand = type == null ? expression() : null;
    tokens.expect(",", "between offsetof's type and field");
    List<String> path = new ArrayList<>();
    do {
      path.add(tokens.expect(Token.Kind.NAME, "a field's name").text());
    } while (tokens.take("."));
    tokens.expect(")", "behind offsetof's field");
    return new Expr.OffsetOf(type, operand, path, start.to(tokens.last()));
  }

  private Expr parenthesis() {
    Span start = tokens.next().span();
    if (tokens.take(")")) {
      return new Expr.Tuple(List.of(), start.to(tokens.last()));
    }
    if (tokens.peek().kind() == Token.Kind.NAME && tokens.peek(1).is("=")) {
      return record(start);
    }
    Expr first = expression();
    if (tokens.take(")")) {
      return first;
    }
    tokens.expect(",", "or \")\"");
    List<Expr> elements = new ArrayList<>(List.of(first));
    elements.addAll(tokens.list(")", this::expression));
    return new Expr.Tuple(elements, start.to(tokens.last()));
  }

  private Expr record(Span start) {
    List<String> names = new ArrayList<>();
    List<Expr> elements =
        tokens.list(
            ")",
            () -> {
              Token name = tokens.expect(Token.Kind.NAME, "a field's name");
              if (names.contains(name.text())) {
                throw tokens.error("the field " + name.text() + " is there twice", "", name.span());
              }
              names.add(name.text());
              tokens.expect("=", "behind the field's name");
              return expression();
            });
    return new Expr.RecordOf(names, elements, start.to(tokens.last()));
  }

  /** A block's last expression without a semicolon is the block's value. */
  static Expr value(List<Stmt> statements, Span span, Tokens tokens) {
    if (!statements.isEmpty() && statements.get(statements.size() - 1) instanceof Stmt.Do last) {
      List<Stmt> before = statements.subList(0, statements.size() - 1);
      return new Expr.BlockValue(List.copyOf(before), last.expression(), span);
    }
    throw tokens.error("this block has no value", "end it with an expression", span);
  }
}
