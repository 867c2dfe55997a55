package dev.tracebook.lang.run;

import dev.tracebook.lang.type.Format;
import dev.tracebook.lang.type.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Formats values as C's printf does, with bpftrace's conversions. */
final class Printf {
  private final Words words;

  Printf(Words words) {
    this.words = words;
  }

  /** The text of a format with the stored values. */
  String format(Format format, Type.Tuple types, ByteBuffer data, int at) {
    StringBuilder text = new StringBuilder();
    int index = 0;
    for (Format.Part part : format.parts()) {
      if (part instanceof Format.Text plain) {
        text.append(plain.text());
      } else if (part instanceof Format.Conversion conversion) {
        Type type = types.elements().get(index);
        text.append(one(conversion, type, data, at + types.offset(index)));
        index++;
      }
    }
    return text.toString();
  }

  /** The values themselves, for a table. */
  List<String> texts(Type.Tuple types, ByteBuffer data, int at) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < types.elements().size(); i++) {
      all.add(words.text(types.elements().get(i), data, at + types.offset(i)));
    }
    return all;
  }

  private String one(Format.Conversion c, Type type, ByteBuffer data, int at) {
    switch (c.conversion()) {
      case "s" -> {
        String value = words.text(type, data, at);
        boolean cut = c.precision() >= 0 && c.precision() < value.length();
        return pad(cut ? value.substring(0, c.precision()) : value, c);
      }
      case "r", "rx", "rh" -> {
        return pad(bytes(c.conversion(), Words.bytes(data, at, (Type.Buf) type)), c);
      }
      case "c" -> {
        return pad(String.valueOf((char) (data.getLong(at) & 0xff)), c);
      }
      case "p" -> {
        long value = data.getLong(at);
        return pad(value == 0 ? "(nil)" : "0x" + Long.toHexString(value), c);
      }
      default -> {
        return number(c, data.getLong(at));
      }
    }
  }

  private static String bytes(String conversion, byte[] bytes) {
    if (conversion.equals("r")) {
      return Words.buffer(bytes);
    }
    boolean spaced = conversion.equals("rh");
    StringBuilder text = new StringBuilder();
    for (byte each : bytes) {
      if (spaced && text.length() > 0) {
        text.append(' ');
      }
      text.append(String.format(spaced ? "%02x" : "\\x%02x", each & 0xff));
    }
    return text.toString();
  }

  /** A number as wide as C's length modifier says: without one, 32 bits. */
  static String number(Format.Conversion c, long value) {
    int bits =
        switch (c.length()) {
          case "hh" -> 8;
          case "h" -> 16;
          case "" -> 32;
          default -> 64;
        };
    int unused = 64 - bits;
    boolean signed = c.conversion().equals("d") || c.conversion().equals("i");
    long cut = signed ? value << unused >> unused : value << unused >>> unused;
    String digits =
        switch (c.conversion()) {
          case "x" -> Long.toHexString(cut);
          case "X" -> Long.toHexString(cut).toUpperCase(java.util.Locale.ROOT);
          case "o" -> Long.toOctalString(cut);
          case "u" -> Long.toUnsignedString(cut);
          default -> Long.toString(cut).replace("-", "");
        };
    if (c.precision() == 0 && cut == 0) {
      digits = "";
    }
    digits = "0".repeat(Math.max(0, c.precision() - digits.length())) + digits;
    String sign = signed ? sign(c, cut) : "";
    if (c.flags().contains("#") && cut != 0 && !c.conversion().matches("[diu]")) {
      sign = c.conversion().equals("o") ? "0" : "0" + c.conversion();
    }
    boolean zeros = c.flags().contains("0") && !c.flags().contains("-") && c.precision() < 0;
    if (zeros) {
      digits = "0".repeat(Math.max(0, c.width() - sign.length() - digits.length())) + digits;
    }
    return pad(sign + digits, c);
  }

  private static String sign(Format.Conversion c, long value) {
    if (value < 0) {
      return "-";
    }
    return c.flags().contains("+") ? "+" : c.flags().contains(" ") ? " " : "";
  }

  private static String pad(String text, Format.Conversion c) {
    String blanks = " ".repeat(Math.max(0, c.width() - text.length()));
    return c.flags().contains("-") ? text + blanks : blanks + text;
  }
}
