package dev.tracebook.lang.parse;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Tokens with look-ahead, and the guard against texts that nest too deep. */
final class Tokens {
  /** Deep enough for any script, small enough for any thread's stack. */
  private static final int MOST_NESTED = 300;

  final Lexer lexer;
  private final Deque<Token> ahead = new ArrayDeque<>();
  private boolean predicate;
  private int depth;
  private Span last = new Span(0, 0);

  Tokens(Lexer lexer) {
    this.lexer = lexer;
  }

  Token peek() {
    return peek(0);
  }

  Token peek(int index) {
    while (ahead.size() <= index) {
      ahead.addLast(lexer.next(predicate));
    }
    Iterator<Token> all = ahead.iterator();
    for (int i = 0; i < index; i++) {
      all.next();
    }
    return all.next();
  }

  Token next() {
    Token token = peek();
    ahead.removeFirst();
    last = token.span();
    return token;
  }

  Span last() {
    return last;
  }

  /** Reads by other rules from here on: what was looked at is looked at again. */
  void rewind() {
    if (!ahead.isEmpty()) {
      lexer.position(ahead.getFirst().span().start());
      ahead.clear();
    }
  }

  void inPredicate(boolean on) {
    rewind();
    predicate = on;
  }

  boolean take(String operator) {
    if (peek().is(operator)) {
      next();
      return true;
    }
    return false;
  }

  boolean takeName(String name) {
    if (peek().isName(name)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(String operator, String where) {
    if (!peek().is(operator)) {
      throw error("\"" + operator + "\" expected " + where + ", but here is " + peek().shown(), "");
    }
    return next();
  }

  Token expect(Token.Kind kind, String what) {
    if (peek().kind() != kind) {
      throw error(what + " expected, but here is " + peek().shown(), "");
    }
    return next();
  }

  ScriptException error(String what, String fix) {
    return error(what, fix, peek().span());
  }

  ScriptException error(String what, String fix, Span span) {
    return lexer.error(what, fix, span.start(), span.end());
  }

  void deeper() {
    if (++depth > MOST_NESTED) {
      throw error(
          "this nests deeper than " + MOST_NESTED + " levels", "use variables for its parts");
    }
  }

  int depth() {
    return depth;
  }

  void depth(int before) {
    depth = before;
  }

  /** Things between separators until a closing operator, which is taken. */
  <T> List<T> list(String close, java.util.function.Supplier<T> each) {
    List<T> all = new ArrayList<>();
    while (!peek().is(close)) {
      all.add(each.get());
      if (!peek().is(close)) {
        expect(",", "between elements or \"" + close + "\"");
      }
    }
    next();
    return all;
  }
}
