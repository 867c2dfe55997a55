package dev.tracebook.bpf;

import dev.tracebook.error.LayoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which types a program sends through its output buffers, and how their layouts are asked of BCC:
 * BCC describes the value of every map, so a map that nobody uses has one member of each type.
 */
final class OutputStruct {
  /** The map that is added. */
  static final String TABLE = "__tb_layouts";

  private static final Pattern BUFFER =
      Pattern.compile("\\bBPF_(?:RINGBUF|PERF)_OUTPUT\\s*\\(\\s*(\\w+)");
  private static final Pattern DEFINITION =
      Pattern.compile("\\b(struct|union)\\s+(\\w+)\\s*\\{|\\btypedef\\s+struct\\s*\\{");
  private static final String TYPE = "((?:struct\\s+)?\\w+)";

  private OutputStruct() {}

  /** The hidden map, for a place after the program's last line; empty when it sends nothing. */
  static String declaration(String program) {
    Map<String, String> members = new LinkedHashMap<>();
    for (String buffer : buffers(program)) {
      Set<String> types = sentThrough(buffer, program);
      if (types.size() == 1) {
        members.put("buffer_" + buffer, types.iterator().next());
      }
    }
    if (members.isEmpty() && buffers(program).isEmpty()) {
      return "";
    }
    for (String type : definedIn(program)) {
      members.put("type_" + bare(type), type);
    }
    if (members.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n");
    // BCC tells the members of a struct but not its size, which is what they are held against. A
    // sizeof in the array's bound itself would be described too.
    String code = CText.blanked(program);
    members.forEach(
        (name, type) ->
            text.append(
                where(code, type, "enum { %s__bytes = sizeof(%s) };".formatted(name, type))));
    text.append("struct " + TABLE + " { char none;");
    members.forEach(
        (name, type) ->
            text.append(
                where(
                    code,
                    type,
                    " %1$s %2$s; char %2$s__size[%2$s__bytes];".formatted(type, name))));
    return text.append(" };\nBPF_ARRAY(" + TABLE + ", struct " + TABLE + ", 1);\n").toString();
  }

  /** Text under the same conditions of the preprocessor as the type: what names it needs it. */
  private static String where(String code, String type, String text) {
    Matcher each = Pattern.compile("\\bstruct\\s+" + bare(type) + "\\s*\\{").matcher(code);
    if (!each.find()) {
      return text;
    }
    int at = each.start();
    if (each.find()) {
      // One of several definitions is there in every case.
      return text;
    }
    Deque<String> open = new ArrayDeque<>();
    for (String line : code.substring(0, at).split("\n", -1)) {
      String word = line.strip().replaceFirst("^#\\s*", "#");
      if (word.startsWith("#if")) {
        open.addLast(line);
      } else if (word.startsWith("#el")) {
        open.addLast(open.removeLast() + "\n" + line);
      } else if (word.startsWith("#endif")) {
        open.removeLast();
      }
    }
    return open.isEmpty()
        ? text
        : "\n" + String.join("\n", open) + "\n" + text + "\n#endif".repeat(open.size()) + "\n";
  }

  private static Set<String> buffers(String program) {
    Set<String> names = new LinkedHashSet<>();
    BUFFER.matcher(CText.blanked(program)).results().forEach(each -> names.add(each.group(1)));
    return names;
  }

  static String bare(String type) {
    return type.replaceFirst("^struct\\s+", "");
  }

  /** The structs that are defined at the top level, as they are spelled in a declaration. */
  static Set<String> definedIn(String program) {
    Set<String> found = new LinkedHashSet<>();
    String code = CText.blanked(program);
    Matcher each = DEFINITION.matcher(code);
    while (each.find()) {
      if (depth(code, each.start()) != 0) {
        continue;
      }
      if (each.group(2) != null) {
        if (each.group(1).equals("struct")) {
          found.add("struct " + each.group(2));
        }
      } else {
        Matcher name = Pattern.compile("\\s*(\\w+)\\s*;").matcher(code);
        if (name.find(end(code, each.end()))) {
          found.add(name.group(1));
        }
      }
    }
    return found;
  }

  static long depth(String code, int at) {
    return code.chars().limit(at).map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
  }

  /** The index behind the brace that closes the one before {@code from}. */
  private static int end(String code, int from) {
    int depth = 1;
    int at = from;
    while (at < code.length() && depth > 0) {
      char c = code.charAt(at++);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
    }
    return at;
  }

  /** The types that go through a buffer, as far as the text tells. */
  static Set<String> sentThrough(String buffer, String program) {
    String code = CText.blanked(program);
    Set<String> found = new LinkedHashSet<>();
    String call = "\\b" + Pattern.quote(buffer) + "\\s*\\.\\s*";
    Matcher reserve =
        Pattern.compile(
                "(?:\\b(\\w+)\\s*=\\s*(?:\\([^()]*\\)\\s*)?)?"
                    + call
                    + "ringbuf_reserve\\(\\s*sizeof\\s*\\(\\s*(\\*?)\\s*"
                    + TYPE)
            .matcher(code);
    while (reserve.find()) {
      if (reserve.group(2).isEmpty()) {
        found.add(declaredOrType(code, reserve.start(), reserve.group(3)));
      } else {
        found.add(pointee(code, reserve.end(), reserve.group(3)));
      }
    }
    Matcher output =
        Pattern.compile(
                call + "(?:ringbuf_output\\(|perf_submit\\(\\s*[^,]+,)\\s*(&?)\\s*(\\w+)\\s*,")
            .matcher(code);
    while (output.find()) {
      String name = output.group(2);
      found.add(
          output.group(1).isEmpty()
              ? pointee(code, output.start(), name)
              : variable(code, output.start(), name));
    }
    found.remove("");
    return found;
  }

  private static String declaredOrType(String code, int before, String word) {
    String variable = word.startsWith("struct") ? "" : variable(code, before, word);
    return variable.isEmpty() ? word.replaceAll("\\s+", " ") : variable;
  }

  private static String variable(String code, int before, String name) {
    return lastType(code, before, TYPE + "\\s+" + name + "\\s*(?:=|;|,|\\[)");
  }

  private static String pointee(String code, int before, String name) {
    return lastType(code, before, TYPE + "\\s*\\*\\s*" + name + "\\b");
  }

  private static String lastType(String code, int before, String declaration) {
    Matcher declared = Pattern.compile("\\b" + declaration).matcher(code).region(0, before);
    String last = "";
    while (declared.find()) {
      String type = declared.group(1).replaceAll("\\s+", " ");
      if (!Set.of("return", "sizeof", "struct", "else", "goto").contains(type)) {
        last = type;
      }
    }
    return last;
  }

  static LayoutException unclear(String buffer, Set<String> types) {
    return new LayoutException(
        "which struct goes through " + buffer + " is not clear",
        types.isEmpty()
            ? "no " + buffer + ".ringbuf_output(&event, ...) of a declared variable was found"
            : "it sends several: " + String.join(", ", types),
        "name it: events(\"" + buffer + "\", \"struct_name\")",
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md");
  }
}
