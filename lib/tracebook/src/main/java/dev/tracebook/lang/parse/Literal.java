package dev.tracebook.lang.parse;

import java.nio.charset.StandardCharsets;

/**
 * Strings of scripts: each char of a literal's value is one byte, since {@code \\xff} means a byte
 * and other text is UTF-8.
 */
public final class Literal {
  private Literal() {}

  /** The bytes of a text, a char a byte. */
  public static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** The bytes of a literal's value. */
  public static byte[] toBytes(String value) {
    return value.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The text that a literal's bytes are. */
  public static String text(String value) {
    return new String(toBytes(value), StandardCharsets.UTF_8);
  }
}
