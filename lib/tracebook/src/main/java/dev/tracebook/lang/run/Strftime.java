package dev.tracebook.lang.run;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/** Formats times as C's strftime does, with bpftrace's %f for microseconds. */
final class Strftime {
  private Strftime() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        text.append(c);
      } else {
        text.append(one(format.charAt(++i), time));
      }
    }
    return text.toString();
  }

  private static String one(char conversion, ZonedDateTime t) {
    return switch (conversion) {
      case 'H' -> pattern("HH", t);
      case 'I' -> pattern("hh", t);
      case 'M' -> pattern("mm", t);
      case 'S' -> pattern("ss", t);
      case 'Y' -> pattern("uuuu", t);
      case 'y' -> pattern("uu", t);
      case 'm' -> pattern("MM", t);
      case 'd' -> pattern("dd", t);
      case 'e' -> String.format("%2d", t.getDayOfMonth());
      case 'j' -> pattern("DDD", t);
      case 'p' -> t.getHour() < 12 ? "AM" : "PM";
      case 'a' -> t.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ROOT);
      case 'A' -> t.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> t.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> t.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'F' -> pattern("uuuu-MM-dd", t);
      case 'T' -> pattern("HH:mm:ss", t);
      case 'R' -> pattern("HH:mm", t);
      case 'D' -> pattern("MM/dd/uu", t);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", t);
      case 'x' -> format("%m/%d/%y", t);
      case 'X' -> format("%H:%M:%S", t);
      case 's' -> Long.toString(t.toEpochSecond());
      case 'f' -> String.format("%06d", t.getNano() / 1000);
      case 'z' -> pattern("xx", t);
      case 'Z' -> pattern("zzz", t);
      case 'u' -> Integer.toString(t.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(t.getDayOfWeek().getValue() % 7);
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> "%" + conversion;
    };
  }

  private static String pattern(String pattern, ZonedDateTime time) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(time);
  }
}
