package dev.tracebook.lang.parse;

import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what stands before the actions: directives, structs, enums, declared maps. */
final class Preamble {
  private static final Pattern INCLUDE = Pattern.compile("#\\s*include\\s*[<\"]([^>\"]+)[>\"]\\s*");
  private static final Pattern DEFINE =
      Pattern.compile("#\\s*define\\s+(\\w+)(\\(?)\\s*(.*)", Pattern.DOTALL);
  private static final Pattern GUARD = Pattern.compile("#\\s*(ifndef|ifdef|if|else|endif)\\b.*");
  private static final Set<String> MAP_KINDS =
      Set.of("hash", "lruhash", "percpuhash", "percpulruhash", "scalar", "percpuarray");

  private final Tokens tokens;
  private final Types types;

  Preamble(Tokens tokens, Types types) {
    this.tokens = tokens;
    this.types = types;
  }

  /** The next definition, or null where a probe begins. */
  @Nullable Definition next() {
    tokens.rewind();
    tokens.lexer.skipBlanks();
    Token first = tokens.peek();
    if (first.is("#")) {
      return directive();
    }
    if (first.kind() != Token.Kind.NAME) {
      return null;
    }
    return switch (first.text()) {
      case "struct", "union" -> {
        Definition.Struct struct = struct();
        tokens.take(";");
        yield struct;
      }
      case "enum" -> enumeration();
      case "let" -> mapType();
      case "config" -> throw refused("config blocks are", "leave it out; options have methods");
      case "macro" -> throw refused("macros are", "write the macro's body out");
      case "import" -> throw refused("imports are", "paste what it imports");
      case "fn" -> throw refused("functions of one's own are", "write the body out");
      default -> null;
    };
  }

  private RuntimeException refused(String what, String fix) {
    return tokens.error(what + " not supported by Tracebook", fix);
  }

  private @Nullable Definition directive() {
    tokens.rewind();
    int start = tokens.lexer.position();
    String line = tokens.lexer.directive();
    Span span = new Span(start, tokens.lexer.position());
    Matcher include = INCLUDE.matcher(line);
    if (include.matches()) {
      return new Definition.Include(include.group(1), span);
    }
    Matcher define = DEFINE.matcher(line);
    if (define.matches() && define.group(2).isEmpty()) {
      return new Definition.Define(define.group(1), constant(define.group(3), span), span);
    }
    if (GUARD.matcher(line).matches()) {
      throw tokens.error(
          "conditional directives are not supported", "kernel types come from BTF: drop #if", span);
    }
    throw tokens.error(
        "this directive is not understood",
        "there are #include <file> and #define NAME value",
        span);
  }

  private Expr constant(String written, Span span) {
    if (written.isBlank()) {
      return new Expr.Int(1, false, span);
    }
    Tokens inner = new Tokens(new Lexer(written));
    try {
      Expr value = new Statements(inner, new Types(inner)).expressions().expression();
      if (inner.peek().kind() == Token.Kind.END) {
        return value;
      }
    } catch (dev.tracebook.error.ScriptException e) {
      // Pointed at below, in the text of the script and not of the line.
    }
    throw tokens.error("a #define's value must be an expression", "#define SIZE 128", span);
  }

  private Definition.Struct struct() {
    int before = tokens.depth();
    tokens.deeper();
    Token keyword = tokens.next();
    String tag = tokens.peek().kind() == Token.Kind.NAME ? tokens.next().text() : "";
    tokens.expect("{", "to begin the " + keyword.text() + "'s members");
    List<Definition.Member> members = new ArrayList<>();
    while (!tokens.take("}")) {
      members(members);
    }
    while (tokens.peek().isName("__attribute__")) {
      throw tokens.error("attributes are not supported", "write padding members");
    }
    tokens.depth(before);
    return new Definition.Struct(keyword.text(), tag, members, keyword.span().to(tokens.last()));
  }

  private void members(List<Definition.Member> members) {
    Span start = tokens.peek().span();
    Definition.Struct nested = null;
    TypeName base;
    boolean isNested =
        (tokens.peek().isName("struct") || tokens.peek().isName("union"))
            && (tokens.peek(1).is("{") || tokens.peek(2).is("{"));
    if (isNested) {
      nested = struct();
      base = new TypeName(nested.keyword(), nested.tag(), 0, List.of(), nested.span());
      if (tokens.take(";")) {
        members.add(new Definition.Member(base, nested, "", 0, start));
        return;
      }
    } else {
      base = types.base();
    }
    do {
      int stars = types.stars();
      Token name = tokens.expect(Token.Kind.NAME, "a member's name");
      List<Integer> lengths = types.lengths();
      int bits = tokens.take(":") ? bits() : 0;
      TypeName type = new TypeName(base.keyword(), base.name(), stars, lengths, base.span());
      members.add(new Definition.Member(type, nested, name.text(), bits, name.span()));
      if (members.size() > 10_000) {
        throw tokens.error("this struct has too many members", "");
      }
    } while (tokens.take(","));
    if (!tokens.peek().is("}")) {
      tokens.expect(";", "behind the member");
    }
  }

  private int bits() {
    Token width = tokens.expect(Token.Kind.INT, "a bit field's width");
    if (width.number() < 1 || width.number() > 64) {
      throw tokens.error("a bit field has 1 to 64 bits", "", width.span());
    }
    return (int) width.number();
  }

  private Definition enumeration() {
    Span start = tokens.next().span();
    String tag = tokens.peek().kind() == Token.Kind.NAME ? tokens.next().text() : "";
    tokens.expect("{", "to begin the enumerators");
    List<String> names = new ArrayList<>();
    List<Long> values = new ArrayList<>();
    tokens.list(
        "}",
        () -> {
          names.add(tokens.expect(Token.Kind.NAME, "an enumerator").text());
          long value = values.isEmpty() ? 0 : values.get(values.size() - 1) + 1;
          if (tokens.take("=")) {
            boolean minus = tokens.take("-");
            long number = tokens.expect(Token.Kind.INT, "the enumerator's value").number();
            value = minus ? -number : number;
          }
          values.add(value);
          return value;
        });
    tokens.take(";");
    return new Definition.Enumeration(tag, names, values, start.to(tokens.last()));
  }

  private Definition mapType() {
    Span start = tokens.next().span();
    Token map = tokens.expect(Token.Kind.MAP, "the declared map");
    tokens.expect("=", "behind the map's name");
    Token kind = tokens.expect(Token.Kind.NAME, "a kind of map");
    if (!MAP_KINDS.contains(kind.text())) {
      throw tokens.error(
          "there is no kind of map \"" + kind.text() + "\"",
          "there are hash, lruhash, percpuhash, percpulruhash",
          kind.span());
    }
    tokens.expect("(", "before the number of entries");
    Token entries = tokens.expect(Token.Kind.INT, "the number of entries");
    if (entries.number() < 1 || entries.number() > 1 << 24) {
      throw tokens.error("a map has 1 to 16777216 entries", "", entries.span());
    }
    tokens.expect(")", "behind the number of entries");
    tokens.take(";");
    return new Definition.MapType(
        map.text(), kind.text(), entries.number(), start.to(tokens.last()));
  }
}
