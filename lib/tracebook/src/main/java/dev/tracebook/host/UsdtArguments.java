package dev.tracebook.host;

import dev.tracebook.host.UsdtArgument.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses the argument text of a USDT note: {@code N@OP}, where N is the size in bytes (negative:
 * signed) and OP is an operand of the assembler. What it cannot read is of kind UNKNOWN: one odd
 * argument must not hide a binary's other probes.
 *
 * <p>Source: SystemTap's sys/sdt.h and its wiki page UserSpaceProbeImplementation.
 */
final class UsdtArguments {
  private static final Pattern SIZED = Pattern.compile("(-?)([1248])(f?)@(.+)");
  private static final String NUMBER = "[-+]?(?:0x[0-9a-f]+|[0-9]+)";
  private static final Pattern CONSTANT = Pattern.compile("[$#]?(" + NUMBER + ")");
  private static final Pattern REGISTER = Pattern.compile("%?([a-z][a-z0-9]*)");

  /** {@code displacement(%base,%index,scale)}, each part optional. */
  private static final Pattern X86_MEMORY =
      Pattern.compile("([^()%]*)\\((?:%([a-z0-9]+))?(?:,%([a-z0-9]+))?(?:,([1248]))?\\)");

  /** {@code [base, displacement]} or {@code [base, index, lsl shift]}. */
  private static final Pattern ARM_MEMORY =
      Pattern.compile(
          "\\[([a-z0-9]+)(?:,#?("
              + NUMBER
              + ")|,([a-z][a-z0-9]*)(?:,(?:lsl|sxtw|uxtw)#?([0-3])?)?)?\\]");

  /** Terms of a sum: a number or a symbol, each with its sign. */
  private static final Pattern TERM = Pattern.compile("([-+]?)([\\w.$@]+)");

  private UsdtArguments() {}

  static List<UsdtArgument> parse(String text) {
    List<UsdtArgument> out = new ArrayList<>();
    for (String each : split(text)) {
      out.add(one(each));
    }
    return out;
  }

  /** Splits at blanks, but not inside brackets: aarch64 writes {@code 8@[x0, 16]}. */
  private static List<String> split(String text) {
    List<String> out = new ArrayList<>();
    StringBuilder here = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' || c == '(' ? 1 : c == ']' || c == ')' ? -1 : 0;
      if (!Character.isWhitespace(c)) {
        here.append(c);
      } else if (depth == 0 && here.length() > 0) {
        out.add(here.toString());
        here.setLength(0);
      }
    }
    if (here.length() > 0) {
      out.add(here.toString());
    }
    return out;
  }

  private static UsdtArgument one(String text) {
    Matcher sized = SIZED.matcher(text);
    if (!sized.matches()) {
      // Without a size it is a machine word (sdt.h: the size is optional).
      return operand(text, 8, false, false, text);
    }
    return operand(
        text,
        Integer.parseInt(sized.group(2)),
        !sized.group(1).isEmpty(),
        !sized.group(3).isEmpty(),
        sized.group(4));
  }

  private static UsdtArgument operand(
      String text, int sizeBytes, boolean signed, boolean floating, String operand) {
    Matcher constant = CONSTANT.matcher(operand);
    if (constant.matches()) {
      long value = number(constant.group(1));
      return new UsdtArgument(
          text, Kind.CONSTANT, sizeBytes, signed, floating, "", "", 1, value, "", 0);
    }
    Matcher x86 = X86_MEMORY.matcher(operand);
    if (x86.matches()) {
      int scale = x86.group(4) == null ? 1 : Integer.parseInt(x86.group(4));
      Place place = new Place(name(x86.group(2)), name(x86.group(3)), scale);
      return memory(text, sizeBytes, signed, floating, place, x86.group(1));
    }
    Matcher arm = ARM_MEMORY.matcher(operand);
    if (arm.matches()) {
      int scale = arm.group(4) == null ? 1 : 1 << Integer.parseInt(arm.group(4));
      Place place = new Place(arm.group(1), name(arm.group(3)), scale);
      return memory(text, sizeBytes, signed, floating, place, name(arm.group(2)));
    }
    Matcher register = REGISTER.matcher(operand);
    if (register.matches() && isRegister(operand)) {
      return new UsdtArgument(
          text,
          Kind.REGISTER,
          sizeBytes,
          signed,
          floating || isVector(register.group(1)),
          register.group(1),
          "",
          1,
          0,
          "",
          0);
    }
    return memory(text, sizeBytes, signed, floating, new Place("", "", 1), operand);
  }

  private record Place(String base, String index, int scale) {}

  private static UsdtArgument memory(
      String text, int sizeBytes, boolean signed, boolean floating, Place place, String sum) {
    long displacement = 0;
    String symbol = "";
    Matcher term = TERM.matcher(sum);
    int end = 0;
    while (term.find() && term.start() == end) {
      end = term.end();
      if (Character.isDigit(term.group(2).charAt(0))) {
        displacement += number(term.group());
      } else if (symbol.isEmpty() && !term.group(1).equals("-")) {
        symbol = term.group(2);
      } else {
        end = -1;
      }
    }
    if (end != sum.length()) {
      return new UsdtArgument(text, Kind.UNKNOWN, sizeBytes, signed, floating, "", "", 1, 0, "", 0);
    }
    return new UsdtArgument(
        text,
        Kind.MEMORY,
        sizeBytes,
        signed,
        floating,
        place.base(),
        place.index(),
        place.scale(),
        displacement,
        symbol,
        0);
  }

  private static boolean isRegister(String operand) {
    return operand.startsWith("%") || operand.matches("[xw]\\d+|[xw]zr|w?sp|[vqdsh]\\d+");
  }

  private static boolean isVector(String register) {
    return register.matches("[xyz]mm\\d+|[vqdsh]\\d+|st");
  }

  private static String name(String group) {
    return group == null ? "" : group;
  }

  private static long number(String text) {
    String digits = text.replaceFirst("^[-+]", "");
    long value =
        digits.startsWith("0x")
            ? Long.parseUnsignedLong(digits.substring(2), 16)
            : Long.parseUnsignedLong(digits);
    return text.startsWith("-") ? -value : value;
  }
}
