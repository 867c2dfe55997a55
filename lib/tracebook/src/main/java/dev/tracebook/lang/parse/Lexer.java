package dev.tracebook.lang.parse;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Span;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Cuts a script's text into tokens, one at a time, since probes are read by other rules. */
final class Lexer {
  private static final List<String> OPERATORS =
      List.of(
          "<<=", ">>=", "...", "++", "--", "->", "..", "<<", ">>", "<=", ">=", "==", "!=", "&&",
          "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "+", "-", "*", "/", "%", "&", "|",
          "^", "~", "!", "<", ">", "=", "?", ":", ",", ";", ".", "(", ")", "[", "]", "{", "}", "#");
  private static final Map<String, Long> DURATIONS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L);
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64);

  private final String text;
  private int at;

  Lexer(String text) {
    this.text = text;
  }

  int position() {
    return at;
  }

  void position(int position) {
    at = position;
  }

  ScriptException error(String what, String fix, int start, int end) {
    return ScriptException.at(what, fix, text, start, end);
  }

  private char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : 0;
  }

  /** Skips blanks and comments; a '#' at the beginning of a line is left for the preamble. */
  void skipBlanks() {
    while (at < text.length()) {
      if (Character.isWhitespace(peek(0))) {
        at++;
      } else if (peek(0) == '/' && peek(1) == '/') {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else if (peek(0) == '/' && peek(1) == '*') {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
          throw error("this comment has no end", "close it with */", at, at + 2);
        }
        at = end + 2;
      } else if (peek(0) == '#' && peek(1) == '!' && at == 0) {
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
      } else {
        return;
      }
    }
  }

  /** The next token; in a predicate a slash before an opening brace ends it. */
  Token next(boolean predicate) {
    skipBlanks();
    int start = at;
    char c = peek(0);
    if (c == 0 && at >= text.length()) {
      return token(Token.Kind.END, "", start);
    }
    if (c == '"') {
      return string(start);
    }
    if (isDigit(c)) {
      return number(start);
    }
    if (isNameStart(c)) {
      return token(Token.Kind.NAME, name(), start);
    }
    if (c == '@') {
      at++;
      return token(Token.Kind.MAP, isNameStart(peek(0)) ? name() : "", start);
    }
    if (c == '$') {
      return dollar(start);
    }
    if (predicate && c == '/' && braceFollows()) {
      at = start + 1;
      return token(Token.Kind.END_OF_PREDICATE, "/", start);
    }
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return token(Token.Kind.OPERATOR, operator, start);
      }
    }
    String shown = Character.isISOControl(c) ? String.format("0x%02x", (int) c) : "\"" + c + "\"";
    String fix = c == '\'' ? "strings stand between double quotes" : "";
    throw error("unexpected character " + shown, fix, start, start + 1);
  }

  private boolean braceFollows() {
    int here = at;
    at++;
    skipBlanks();
    boolean brace = peek(0) == '{';
    at = here;
    return brace;
  }

  private Token token(Token.Kind kind, String value, int start) {
    return new Token(kind, value, 0, false, new Span(start, at));
  }

  private Token dollar(int start) {
    at++;
    if (peek(0) == '#') {
      at++;
      return token(Token.Kind.PARAMETER, "#", start);
    }
    if (isDigit(peek(0))) {
      while (isDigit(peek(0))) {
        at++;
      }
      String digits = text.substring(start + 1, at);
      if (digits.length() > 3 || Integer.parseInt(digits) == 0) {
        throw error("parameters are numbered from $1 to $999", "", start, at);
      }
      return token(Token.Kind.PARAMETER, digits, start);
    }
    if (!isNameStart(peek(0))) {
      throw error("a variable needs a name behind $", "such as $x", start, at);
    }
    return token(Token.Kind.VARIABLE, name(), start);
  }

  private String name() {
    int start = at;
    while (isNameStart(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    return text.substring(start, at);
  }

  private Token number(int start) {
    while (isNameStart(peek(0)) || isDigit(peek(0))) {
      at++;
    }
    String written = text.substring(start, at);
    BigInteger value = value(written.replace("_", ""));
    if (value == null) {
      throw error(
          "\"" + written + "\" is not a number",
          "numbers are written 42, 0x2a, 052, 1e6, 1_000 or as durations 10ms, 5s",
          start,
          at);
    }
    if (value.compareTo(LIMIT) >= 0) {
      throw error("the number " + written + " needs more than 64 bits", "", start, at);
    }
    boolean unsigned = value.bitLength() > 63;
    return new Token(Token.Kind.INT, written, value.longValue(), unsigned, new Span(start, at));
  }

  private static @org.jspecify.annotations.Nullable BigInteger value(String written) {
    try {
      if (written.startsWith("0x") || written.startsWith("0X")) {
        return new BigInteger(withoutSuffix(written.substring(2)), 16);
      }
      int letters = written.length();
      while (letters > 0 && !isDigit(written.charAt(letters - 1))) {
        letters--;
      }
      Long unit = DURATIONS.get(written.substring(letters));
      if (unit != null) {
        return new BigInteger(written.substring(0, letters)).multiply(BigInteger.valueOf(unit));
      }
      int exponent = written.indexOf('e');
      if (exponent > 0) {
        int power = Integer.parseInt(withoutSuffix(written.substring(exponent + 1)));
        return power > 20
            ? LIMIT
            : new BigInteger(written.substring(0, exponent)).multiply(BigInteger.TEN.pow(power));
      }
      String plain = withoutSuffix(written);
      boolean octal = plain.length() > 1 && plain.startsWith("0");
      return plain.length() > 64 ? LIMIT : new BigInteger(plain, octal ? 8 : 10);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** Integer suffixes of C are read and mean nothing, as in bpftrace. */
  private static String withoutSuffix(String written) {
    int end = written.length();
    while (end > 0 && "uUlL".indexOf(written.charAt(end - 1)) >= 0 && written.length() - end < 3) {
      end--;
    }
    return written.substring(0, end);
  }

  private Token string(int start) {
    StringBuilder value = new StringBuilder();
    at++;
    while (peek(0) != '"') {
      if (at >= text.length() || peek(0) == '\n') {
        throw error("this string has no end", "close it with \"", start, at);
      }
      if (peek(0) == '\\') {
        value.append(escape());
      } else if (peek(0) < 0x80) {
        value.append(peek(0));
        at++;
      } else {
        int character = text.codePointAt(at);
        at += Character.charCount(character);
        value.append(Literal.bytes(Character.toString(character)));
      }
    }
    at++;
    return token(Token.Kind.STRING, value.toString(), start);
  }

  private char escape() {
    int start = at;
    char c = peek(1);
    at += 2;
    switch (c) {
      case 'n' -> {
        return '\n';
      }
      case 't' -> {
        return '\t';
      }
      case 'r' -> {
        return '\r';
      }
      case '"', '\\' -> {
        return c;
      }
      case 'x' -> {
        return code(16, 2, start);
      }
      default -> {
        if (c >= '0' && c <= '7') {
          at--;
          return code(8, 3, start);
        }
        throw error(
            "unknown escape \\" + (c == 0 ? "" : c),
            "there are \\n \\t \\r \\\" \\\\ \\012 \\x0a",
            start,
            Math.min(at, text.length()));
      }
    }
  }

  private char code(int radix, int digits, int start) {
    int value = 0;
    int count = 0;
    while (count < digits && peek(0) < 128 && Character.digit(peek(0), radix) >= 0) {
      value = value * radix + Character.digit(peek(0), radix);
      at++;
      count++;
    }
    if (count == 0) {
      throw error("this escape has no digits", "such as \\x0a", start, at);
    }
    return (char) (value & 0xff);
  }

  /** The rest of a line that begins with '#', continued lines joined. */
  String directive() {
    StringBuilder line = new StringBuilder();
    while (at < text.length() && peek(0) != '\n') {
      if (peek(0) == '\\' && peek(1) == '\n') {
        at += 2;
        line.append(' ');
      } else {
        line.append(peek(0));
        at++;
      }
    }
    return line.toString();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
