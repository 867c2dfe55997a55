package dev.tracebook.lang.parse;

import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the names of types, and tells a cast from a parenthesis. */
final class Types {
  private static final Set<String> KEYWORDS = Set.of("struct", "union", "enum");
  private static final Set<String> C_WORDS =
      Set.of("char", "short", "int", "long", "unsigned", "signed", "void", "const", "volatile");
  private static final Set<String> NAMES =
      Set.of(
          "bool", "string", "buffer", "int8", "int16", "int32", "int64", "uint8", "uint16",
          "uint32", "uint64", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__u8", "__u16",
          "__u32", "__u64", "__s8", "__s16", "__s32", "__s64", "_Bool");

  private final Tokens tokens;

  Types(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Whether a type stands behind the parenthesis that is next. */
  boolean castFollows() {
    Token first = tokens.peek(1);
    if (first.kind() != Token.Kind.NAME) {
      return false;
    }
    if (isType(first)) {
      return true;
    }
    if (!tokens.peek(2).is("*")) {
      return false;
    }
    int here = 3;
    while (tokens.peek(here).is("*")) {
      here++;
    }
    return tokens.peek(here).is(")");
  }

  boolean isType(Token token) {
    return token.kind() == Token.Kind.NAME
        && (KEYWORDS.contains(token.text())
            || C_WORDS.contains(token.text())
            || NAMES.contains(token.text())
            || token.text().endsWith("_t"));
  }

  /** A type with its stars and array lengths. */
  TypeName type() {
    Span start = tokens.peek().span();
    TypeName base = base();
    int pointers = stars();
    return new TypeName(base.keyword(), base.name(), pointers, lengths(), start.to(tokens.last()));
  }

  int stars() {
    int pointers = 0;
    while (tokens.peek().is("*") || tokens.peek().isName("const")) {
      pointers += tokens.next().is("*") ? 1 : 0;
      if (pointers > 8) {
        throw tokens.error("more than 8 stars", "");
      }
    }
    return pointers;
  }

  List<Integer> lengths() {
    List<Integer> lengths = new ArrayList<>();
    while (tokens.take("[")) {
      if (tokens.take("]")) {
        lengths.add(-1);
      } else {
        Token length = tokens.expect(Token.Kind.INT, "an array length");
        if (length.number() < 0 || length.number() > 1 << 20 || lengths.size() == 4) {
          throw tokens.error("this array is too large", "", length.span());
        }
        lengths.add((int) length.number());
        tokens.expect("]", "behind the array length");
      }
    }
    return lengths;
  }

  /** A type's name without stars: the words of C's integers become one name. */
  TypeName base() {
    Span start = tokens.peek().span();
    List<String> words = new ArrayList<>();
    while (tokens.peek().kind() == Token.Kind.NAME && C_WORDS.contains(tokens.peek().text())) {
      words.add(tokens.next().text());
    }
    words.removeIf(word -> word.equals("const") || word.equals("volatile"));
    if (!words.isEmpty()) {
      return new TypeName("", integer(words, start), 0, List.of(), start);
    }
    Token first = tokens.expect(Token.Kind.NAME, "a type");
    if (KEYWORDS.contains(first.text())) {
      String tag = tokens.expect(Token.Kind.NAME, "a " + first.text() + "'s name").text();
      return new TypeName(first.text(), tag, 0, List.of(), start);
    }
    while (tokens.peek().isName("const")) {
      tokens.next();
    }
    return new TypeName("", first.text(), 0, List.of(), start);
  }

  private String integer(List<String> words, Span start) {
    boolean unsigned = words.remove("unsigned");
    words.remove("signed");
    if (words.contains("void") && words.size() == 1) {
      return "void";
    }
    String sign = unsigned ? "uint" : "int";
    if (words.contains("char")) {
      return sign + "8";
    }
    if (words.contains("short")) {
      return sign + "16";
    }
    if (words.contains("long")) {
      return sign + "64";
    }
    if (words.isEmpty() || words.contains("int")) {
      return sign + "32";
    }
    throw tokens.error("unknown type " + String.join(" ", words), "", start);
  }
}
