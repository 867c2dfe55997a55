package dev.tracebook.lang.gen;

import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Type;
import org.jspecify.annotations.Nullable;

/** Writes comparisons of texts and searches in them. */
final class Texts {
  private static final int LONGEST_PART = 32;

  private final Expressions expressions;
  private final Out out;

  Texts(Expressions expressions, Out out) {
    this.expressions = expressions;
    this.out = out;
  }

  private static byte @Nullable [] literal(Expr e) {
    return e instanceof Expr.Str s ? Literal.toBytes(s.value()) : null;
  }

  /** 0 where both are equal in their first bytes, else 1. */
  String compare(Expr left, Expr right, int limit, Type type) {
    byte[] known = literal(right);
    Expr other = left;
    if (known == null) {
      known = literal(left);
      other = right;
    }
    if (known != null && literal(other) == null) {
      return words(other, known, limit, type);
    }
    int capacity = Math.min(expressions.type(left).size(), expressions.type(right).size());
    String a = expressions.memory(left);
    String b = expressions.memory(right);
    return out.temp(type, "tb_differ(" + a + ", " + b + ", " + Math.min(limit, capacity) + ")");
  }

  /** Compares with a text that is known, 8 bytes at a time. */
  private String words(Expr e, byte[] known, int limit, Type type) {
    int capacity = expressions.type(e).size();
    int length = 0;
    while (length < known.length && known[length] != 0) {
      length++;
    }
    // Up to and with the closing zero, unless the limit comes first.
    int bytes = Math.min(limit, length + 1);
    String memory = expressions.memory(e);
    if (bytes > capacity) {
      // The text that is read was cut off before it could be as long.
      return out.temp(type, "1");
    }
    String differs = out.temp(type, "0");
    for (int at = 0; at < bytes; at += 8) {
      long word = Expressions.word(known, at);
      int left = bytes - at;
      long mask = left >= 8 ? -1L : (1L << (8 * left)) - 1;
      out.line(
          differs
              + " |= (*(u64 *)("
              + memory
              + " + "
              + at
              + ") ^ 0x"
              + Long.toHexString(word & mask)
              + "ULL) & 0x"
              + Long.toHexString(mask)
              + "ULL;");
    }
    return out.temp(type, "!!" + differs);
  }

  String length(Expr e, Type type) {
    int capacity = expressions.type(e).size();
    String memory = expressions.memory(e);
    String count = out.temp(type, "0");
    out.line("#pragma clang loop unroll(disable)");
    out.line(
        "for (; "
            + count
            + " < "
            + capacity
            + " && ((char *)"
            + memory
            + ")["
            + count
            + "]; "
            + count
            + "++) {}");
    return count;
  }

  /** Where a part begins, or -1: a window of the last bytes is moved along the text. */
  String find(Expr text, Expr part) {
    byte[] known = literal(part);
    if (known == null || known.length > LONGEST_PART) {
      return search(text, part);
    }
    if (known.length == 0) {
      expressions.memory(text);
      return out.temp(Basic.S64, "0");
    }
    int capacity = expressions.type(text).size();
    String memory = expressions.memory(text);
    String at = out.temp(Basic.S64, "-1");
    int words = (known.length + 7) / 8;
    String[] window = new String[words];
    for (int i = 0; i < words; i++) {
      window[i] = out.temp(Basic.U64, "0");
    }
    String i = out.fresh();
    String c = out.fresh();
    out.line("#pragma clang loop unroll(disable)");
    out.open("for (u32 " + i + " = 0; " + i + " < " + capacity + "; " + i + "++)");
    out.line("u8 " + c + " = *(u8 *)(" + memory + " + " + i + ");");
    out.line("if (!" + c + ") break;");
    StringBuilder same = new StringBuilder();
    for (int w = words - 1; w >= 0; w--) {
      String lower = w == 0 ? c : "(" + window[w - 1] + " >> 56)";
      out.line(window[w] + " = " + window[w] + " << 8 | " + lower + ";");
    }
    for (int w = 0; w < words; w++) {
      long value = 0;
      long mask = 0;
      for (int b = 0; b < 8 && w * 8 + b < known.length; b++) {
        value |= (known[known.length - 1 - w * 8 - b] & 0xffL) << (8 * b);
        mask |= 0xffL << (8 * b);
      }
      same.append(same.length() == 0 ? "" : " && ");
      same.append("(" + window[w] + " & 0x" + Long.toHexString(mask) + "ULL) == 0x");
      same.append(Long.toHexString(value) + "ULL");
    }
    out.open("if (" + i + " + 1 >= " + known.length + " && " + same + ")");
    out.line(at + " = (s64)" + i + " - " + (known.length - 1) + ";");
    out.line("break;");
    out.close();
    out.close();
    return at;
  }

  /** Text and part are both known only when the program runs: every place is tried. */
  private String search(Expr text, Expr part) {
    int most = expressions.type(text).size();
    int partMost = expressions.type(part).size();
    if ((long) most * partMost > 64 * 128) {
      throw Unsupported.at(
          expressions.checked(),
          "these texts are too long to search in",
          "limit them: str(..., 64); a literal part may have 32 bytes",
          part.span());
    }
    String a = expressions.memory(text);
    String b = expressions.memory(part);
    String at = out.temp(Basic.S64, "-1");
    String i = out.fresh();
    String j = out.fresh();
    String same = out.fresh();
    out.line("#pragma clang loop unroll(disable)");
    out.open("for (u32 " + i + " = 0; " + i + " < " + most + "; " + i + "++)");
    out.line("u32 " + same + " = 1;");
    out.line("#pragma clang loop unroll(disable)");
    out.open(
        "for (u32 "
            + j
            + " = 0; "
            + j
            + " < "
            + partMost
            + " && "
            + i
            + " + "
            + j
            + " < "
            + most
            + "; "
            + j
            + "++)");
    out.line("if (!((char *)" + b + ")[" + j + "]) break;");
    out.line(
        "if (((char *)"
            + a
            + ")["
            + i
            + " + "
            + j
            + "] != ((char *)"
            + b
            + ")["
            + j
            + "]) { "
            + same
            + " = 0; break; }");
    out.close();
    out.line("if (" + same + ") { " + at + " = " + i + "; break; }");
    out.line("if (!((char *)" + a + ")[" + i + "]) break;");
    out.close();
    return at;
  }
}
