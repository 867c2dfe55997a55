package dev.tracebook.lang.parse;

import dev.tracebook.lang.tree.Span;

/**
 * A token.
 *
 * @param kind what it is
 * @param text the name, the operator or the string's value
 * @param number the value of an integer
 * @param unsigned the integer needs all 64 bits
 * @param span where it stands
 */
record Token(Kind kind, String text, long number, boolean unsigned, Span span) {
  enum Kind {
    NAME,
    INT,
    STRING,
    VARIABLE,
    PARAMETER,
    MAP,
    OPERATOR,
    END_OF_PREDICATE,
    END
  }

  boolean is(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** How an error names it. */
  String shown() {
    return switch (kind) {
      case END -> "the end of the script";
      case STRING -> "a string";
      case INT -> "the number " + (unsigned ? Long.toUnsignedString(number) : number);
      case VARIABLE -> "$" + text;
      case MAP -> "@" + text;
      default -> "\"" + text + "\"";
    };
  }
}
