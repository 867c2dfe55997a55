package dev.tracebook.lang.type;

import dev.tracebook.lang.parse.Literal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A format of printf: text and conversions in turn.
 *
 * @param parts in order
 */
public record Format(List<Part> parts) {
  private static final Pattern CONVERSION =
      Pattern.compile("%([-+ #0]*)(\\d*)(?:\\.(\\d*))?(hh|h|ll|l|j|z|t|L)?(rh|rx|r|[diuxXocsp%])");

  /** Text or a conversion. */
  public sealed interface Part {}

  /** Text that is printed as it is. */
  public record Text(String text) implements Part {}

  /**
   * A conversion.
   *
   * @param flags any of {@code -+ #0}
   * @param width the least characters, or 0
   * @param precision or -1
   * @param length hh, h, l, ll, j, z, t or empty
   * @param conversion d i u x X o c s p r rx rh
   */
  public record Conversion(String flags, int width, int precision, String length, String conversion)
      implements Part {}

  /** Parses a format; an IllegalArgumentException says what is wrong. */
  static Format parse(String format) {
    List<Part> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Matcher next = CONVERSION.matcher(format);
    int at = 0;
    while (at < format.length()) {
      char c = format.charAt(at);
      if (c != '%') {
        text.append(c);
        at++;
        continue;
      }
      if (!next.region(at, format.length()).lookingAt()) {
        String shown = format.substring(at, Math.min(format.length(), at + 4));
        throw new IllegalArgumentException("unknown conversion \"" + shown + "\"");
      }
      at = next.end();
      if (next.group(5).equals("%")) {
        text.append('%');
        continue;
      }
      if (text.length() > 0) {
        parts.add(new Text(Literal.text(text.toString())));
        text.setLength(0);
      }
      parts.add(conversion(next));
    }
    if (text.length() > 0) {
      parts.add(new Text(Literal.text(text.toString())));
    }
    return new Format(List.copyOf(parts));
  }

  /** A format that was checked before. */
  public static Format of(String format) {
    return parse(format);
  }

  private static Conversion conversion(Matcher next) {
    String length = next.group(4) == null ? "" : next.group(4);
    int precision = next.group(3) == null ? -1 : number(next.group(3));
    return new Conversion(next.group(1), number(next.group(2)), precision, length, next.group(5));
  }

  private static int number(String digits) {
    if (digits.length() > 4) {
      throw new IllegalArgumentException("the width " + digits + " is too large");
    }
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  /** The conversions in order. */
  public List<Conversion> conversions() {
    return parts.stream().filter(Conversion.class::isInstance).map(Conversion.class::cast).toList();
  }

  /** How many values it takes. */
  public int arguments() {
    return conversions().size();
  }

  /** What is wrong with a value for a conversion; empty where nothing is. */
  String problem(int index, Type type) {
    Conversion wanted = conversions().get(index);
    boolean number = Typer.number(type) || type instanceof Type.Pointer;
    boolean fits =
        switch (wanted.conversion()) {
          case "s" -> !(type instanceof Type.Int || type instanceof Type.Pointer);
          case "r", "rx", "rh" -> type instanceof Type.Buf;
          default -> number;
        };
    if (fits || type instanceof Type.Unknown) {
      return "";
    }
    String conversion = "%" + wanted.conversion();
    String needs =
        switch (wanted.conversion()) {
          case "s" -> "a string";
          case "r", "rx", "rh" -> "a buffer";
          default -> "a number";
        };
    return conversion + " needs " + needs + ", and value " + (index + 1) + " is " + type.shown();
  }
}
