package dev.tracebook.bpf;

import dev.tracebook.error.LayoutException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which struct a program sends through an output buffer, and how its layout is asked of BCC. */
final class OutputStruct {
  /** The table that is added to a program so that BCC describes its structs. */
  static final String TABLE = "__tb_layouts";

  private static final Pattern DEFINITION = Pattern.compile("\\bstruct\\s+(\\w+)\\s*\\{");

  private OutputStruct() {}

  /** Adds the hidden table after the last line, so that the user's lines keep their numbers. */
  static String instrument(String program) {
    List<String> structs = definedIn(program);
    if (structs.isEmpty() || !program.contains("BPF_RINGBUF_OUTPUT")) {
      return program;
    }
    StringBuilder text = new StringBuilder(program).append('\n');
    // BCC tells the members of a struct but not its size, which is what they are held against. A
    // sizeof in the array's bound itself would be described too.
    structs.forEach(
        each -> text.append("enum { %1$s__bytes = sizeof(struct %1$s) };".formatted(each)));
    text.append("struct " + TABLE + " {");
    structs.forEach(
        each -> text.append(" struct %1$s %1$s; char %1$s__size[%1$s__bytes];".formatted(each)));
    return text.append(" };\nBPF_ARRAY(" + TABLE + ", struct " + TABLE + ", 1);\n").toString();
  }

  /** Returns the structs that are defined at the top level. */
  static List<String> definedIn(String program) {
    Set<String> found = new LinkedHashSet<>();
    String code = withoutComments(program);
    Matcher each = DEFINITION.matcher(code);
    while (each.find()) {
      long depth =
          code.chars().limit(each.start()).map(c -> c == '{' ? 1 : c == '}' ? -1 : 0).sum();
      if (depth == 0) {
        found.add(each.group(1));
      }
    }
    return List.copyOf(found);
  }

  /** Returns the struct that goes through the buffer, never a guess. */
  static String sentThrough(String buffer, String program) {
    String code = withoutComments(program);
    Set<String> found = new LinkedHashSet<>();
    String name = "\\b" + Pattern.quote(buffer) + "\\s*\\.\\s*";
    Matcher reserve =
        Pattern.compile(name + "ringbuf_reserve\\(\\s*sizeof\\(\\s*struct\\s+(\\w+)").matcher(code);
    while (reserve.find()) {
      found.add(reserve.group(1));
    }
    Matcher output = Pattern.compile(name + "ringbuf_output\\(\\s*&\\s*(\\w+)").matcher(code);
    while (output.find()) {
      Matcher declared =
          Pattern.compile("\\bstruct\\s+(\\w+)\\s+" + output.group(1) + "\\b")
              .matcher(code.substring(0, output.start()));
      String last = null;
      while (declared.find()) {
        last = declared.group(1);
      }
      if (last != null) {
        found.add(last);
      }
    }
    if (found.size() != 1) {
      throw new LayoutException(
          "which struct goes through " + buffer + " is not clear",
          found.isEmpty()
              ? "no " + buffer + ".ringbuf_output(&event, ...) of a declared struct was found"
              : "it sends several: " + String.join(", ", found),
          "name it: events(\"" + buffer + "\", \"struct_name\")",
          "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md");
    }
    return found.iterator().next();
  }

  private static String withoutComments(String program) {
    return Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL).matcher(program).replaceAll(" ");
  }
}
