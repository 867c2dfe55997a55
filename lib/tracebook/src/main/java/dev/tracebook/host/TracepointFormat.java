package dev.tracebook.host;

import dev.tracebook.host.TracepointField.Location;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses a tracepoint's format file. Layout: Documentation/trace/events.rst, 3. */
final class TracepointFormat {
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*field:(.+);\\s*offset:(\\d+);\\s*size:(\\d+);(?:\\s*signed:(\\d+);)?\\s*");
  private static final Pattern DECLARATION =
      Pattern.compile("(.*?)([A-Za-z_]\\w*)((?:\\[[^\\]]*\\])*)");
  private static final Pattern LENGTH = Pattern.compile("\\[(\\d+)\\]");

  private TracepointFormat() {}

  static Tracepoint parse(String category, String text) {
    String name = "";
    int id = 0;
    String print = "";
    List<TracepointField> fields = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      Matcher field = FIELD.matcher(line);
      if (line.startsWith("name: ")) {
        name = line.substring(6).strip();
      } else if (line.startsWith("ID: ")) {
        id = Integer.parseInt(line.substring(4).strip());
      } else if (line.startsWith("print fmt: ")) {
        print = line.substring(11);
      } else if (field.matches()) {
        fields.add(field(field));
      }
    }
    return new Tracepoint(category, name, id, List.copyOf(fields), print);
  }

  private static TracepointField field(Matcher line) {
    int sizeBytes = Integer.parseInt(line.group(3));
    boolean signed = "1".equals(line.group(4));
    int offset = Integer.parseInt(line.group(2));
    String text = line.group(1).strip();
    Location location = Location.INLINE;
    if (text.startsWith("__data_loc ")) {
      location = Location.DATA_LOC;
    } else if (text.startsWith("__rel_loc ")) {
      location = Location.REL_LOC;
    }
    if (location != Location.INLINE) {
      // "__data_loc char[] name": the brackets stand with the type.
      String rest = text.substring(text.indexOf(' ') + 1).replace("[]", "");
      int blank = rest.lastIndexOf(' ');
      return new TracepointField(
          rest.substring(blank + 1),
          type(rest.substring(0, blank)),
          offset,
          sizeBytes,
          signed,
          0,
          location);
    }
    Matcher declaration = DECLARATION.matcher(text);
    if (!declaration.matches()) {
      throw new IllegalStateException("an unknown field declaration: " + text);
    }
    return new TracepointField(
        declaration.group(2),
        type(declaration.group(1)),
        offset,
        sizeBytes,
        signed,
        elements(declaration.group(3), sizeBytes, declaration.group(1)),
        location);
  }

  private static String type(String text) {
    return text.strip().replaceAll("\\s+", " ").replaceAll("\\s*\\*", " *").replace("* *", "**");
  }

  /** The elements of all dimensions; a length that is a macro's name follows from the size. */
  private static int elements(String brackets, int sizeBytes, String type) {
    if (brackets.isEmpty()) {
      return 0;
    }
    if (!brackets.matches("(\\[\\d+\\])+")) {
      return type.strip().matches("(unsigned |signed )?char|u8|__u8|s8|uint8_t") ? sizeBytes : 0;
    }
    int out = 1;
    Matcher length = LENGTH.matcher(brackets);
    while (length.find()) {
      out *= Integer.parseInt(length.group(1));
    }
    return out;
  }
}
