package dev.tracebook.lang.type;

import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Values that are known before the script runs: numbers, parameters, defined names. */
public final class Constants {
  private final List<String> params;
  private final Map<String, Expr> defines;
  private final CTypes types;

  Constants(List<String> params, Map<String, Expr> defines, CTypes types) {
    this.params = params;
    this.defines = defines;
    this.types = types;
  }

  /** A parameter as a literal's value; empty where it was not given. */
  public String param(int number) {
    return number <= params.size() ? Literal.bytes(params.get(number - 1)) : "";
  }

  /** The text of a literal, or of a parameter in str(). */
  public String literal(Expr e) {
    if (e instanceof Expr.Call c && c.args().get(0) instanceof Expr.Param p) {
      return param(p.number());
    }
    return ((Expr.Str) e).value();
  }

  /** How many parameters there are. */
  public int paramCount() {
    return params.size();
  }

  /** The number that a parameter is, or null where it is text. */
  public @Nullable Long number(int number) {
    String text = param(number).strip();
    if (text.isEmpty()) {
      return number <= params.size() ? null : 0L;
    }
    try {
      boolean minus = text.startsWith("-");
      String digits = minus ? text.substring(1) : text;
      long value;
      if (digits.startsWith("0x") || digits.startsWith("0X")) {
        value = Long.parseUnsignedLong(digits.substring(2), 16);
      } else if (digits.length() > 1 && digits.startsWith("0")) {
        value = Long.parseUnsignedLong(digits, 8);
      } else {
        value = Long.parseUnsignedLong(digits);
      }
      return minus ? -value : value;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** What a defined name stands for, or null. */
  public @Nullable Expr define(String name) {
    return defines.get(name);
  }

  /** The constant value of an expression, if it has one. */
  public OptionalLong value(Expr e) {
    return value(e, 0);
  }

  private OptionalLong value(Expr e, int depth) {
    if (depth > 50) {
      return OptionalLong.empty();
    }
    if (e instanceof Expr.Int i) {
      return OptionalLong.of(i.value());
    }
    if (e instanceof Expr.Bool b) {
      return OptionalLong.of(b.value() ? 1 : 0);
    }
    if (e instanceof Expr.ParamCount) {
      return OptionalLong.of(paramCount());
    }
    if (e instanceof Expr.Param p) {
      Long number = number(p.number());
      return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }
    if (e instanceof Expr.Name n) {
      Expr defined = defines.get(n.name());
      if (defined != null) {
        return value(defined, depth + 1);
      }
      Long enumerator = Builtins.isBuiltin(n.name()) ? null : types.enumerator(n.name());
      return enumerator == null ? OptionalLong.empty() : OptionalLong.of(enumerator);
    }
    if (e instanceof Expr.Unary u) {
      OptionalLong operand = value(u.operand(), depth + 1);
      return operand.isEmpty() ? operand : unary(u.op(), operand.getAsLong());
    }
    if (e instanceof Expr.Binary b) {
      OptionalLong left = value(b.left(), depth + 1);
      OptionalLong right = left.isEmpty() ? left : value(b.right(), depth + 1);
      return right.isEmpty() ? right : binary(b.op(), left.getAsLong(), right.getAsLong());
    }
    return OptionalLong.empty();
  }

  private static OptionalLong unary(String op, long a) {
    return switch (op) {
      case "-" -> OptionalLong.of(-a);
      case "~" -> OptionalLong.of(~a);
      case "!" -> OptionalLong.of(a == 0 ? 1 : 0);
      default -> OptionalLong.empty();
    };
  }

  private static OptionalLong binary(String op, long a, long b) {
    return switch (op) {
      case "+" -> OptionalLong.of(a + b);
      case "-" -> OptionalLong.of(a - b);
      case "*" -> OptionalLong.of(a * b);
      case "/" -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a / b);
      case "%" -> b == 0 ? OptionalLong.empty() : OptionalLong.of(a % b);
      case "<<" -> OptionalLong.of(a << b);
      case ">>" -> OptionalLong.of(a >>> b);
      case "&" -> OptionalLong.of(a & b);
      case "|" -> OptionalLong.of(a | b);
      case "^" -> OptionalLong.of(a ^ b);
      default -> OptionalLong.empty();
    };
  }
}
