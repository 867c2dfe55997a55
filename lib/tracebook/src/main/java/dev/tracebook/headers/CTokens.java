package dev.tracebook.headers;

import java.util.ArrayList;
import java.util.List;

/** C text cut into identifiers and single signs; comments, literals and numbers are left out. */
final class CTokens {

  private final String text;
  private final List<String> out = new ArrayList<>();
  private int at;

  private CTokens(String text) {
    this.text = text;
  }

  static List<String> of(String text) {
    CTokens tokens = new CTokens(text);
    tokens.cut();
    return tokens.out;
  }

  static boolean isWord(String token) {
    return Character.isJavaIdentifierStart(token.charAt(0));
  }

  private void cut() {
    while (at < text.length()) {
      char here = text.charAt(at);
      if (here <= ' ') {
        at++;
      } else if (text.startsWith("//", at)) {
        at = after("\n");
      } else if (text.startsWith("/*", at)) {
        at += 2;
        at = after("*/");
      } else if (here == '"' || here == '\'') {
        literal(here);
      } else if (Character.isJavaIdentifierStart(here)) {
        word();
      } else if (here >= '0' && here <= '9') {
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
          at++;
        }
      } else {
        out.add(String.valueOf(here));
        at++;
      }
    }
  }

  private int after(String end) {
    int found = text.indexOf(end, at);
    return found < 0 ? text.length() : found + end.length();
  }

  private void literal(char quote) {
    at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  private void word() {
    int from = at;
    while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
      at++;
    }
    out.add(text.substring(from, at));
  }
}
