package dev.tracebook.headers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a program's text says about the kernel types and constants that it needs. */
final class ProgramText {

  private static final String TRACEPOINT_PREFIX = "tracepoint__";
  private static final List<Path> TRACEFS =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));
  private static final String END = "";

  private final List<Path> tracefs;
  private final Set<String> tokens = new LinkedHashSet<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<String> own = new HashSet<>();
  private final Set<String> includes = new LinkedHashSet<>();

  ProgramText(String text) {
    this(text, TRACEFS);
  }

  ProgramText(String text, List<Path> tracefs) {
    this.tracefs = tracefs;
    directives(text);
    List<String> all = CTokens.of(text);
    for (int i = 0; i < all.size(); i++) {
      String token = all.get(i);
      if (!CTokens.isWord(token)) {
        continue;
      }
      switch (token) {
        case "struct", "union", "enum" -> definition(all, i);
        case "typedef" -> typedef(all, i);
        case "TRACEPOINT_PROBE" -> format(get(all, i + 2), get(all, i + 4));
        case "BPF_ITER" -> tags.add("bpf_iter__" + get(all, i + 2));
        default -> {
          if (token.startsWith("BPF_") && get(all, i + 1).equals("(")) {
            own.add(get(all, i + 2)); // The name of a map.
          }
          if (token.startsWith(TRACEPOINT_PREFIX)) {
            String[] names = token.substring(TRACEPOINT_PREFIX.length()).split("__", 2);
            format(names[0], names.length > 1 ? names[1] : "");
          }
        }
      }
    }
    add(all);
  }

  private static String get(List<String> all, int i) {
    return i < all.size() ? all.get(i) : END;
  }

  private void directives(String text) {
    for (String line : text.split("\n", -1)) {
      String rest = line.strip();
      if (!rest.startsWith("#")) {
        continue;
      }
      rest = rest.substring(1).strip();
      int from = rest.indexOf('<');
      int to = rest.indexOf('>');
      if (rest.startsWith("include") && from > 0 && to > from) {
        includes.add(rest.substring(from + 1, to).strip());
      } else if (rest.startsWith("define")) {
        List<String> words = CTokens.of(rest.substring("define".length()));
        own.add(get(words, 0));
      }
    }
  }

  private void definition(List<String> all, int i) {
    int open = i + 1;
    String name = get(all, open);
    if (!name.equals(END) && CTokens.isWord(name)) {
      open++;
    }
    if (!get(all, open).equals("{")) {
      return;
    }
    own.add(name);
    if (all.get(i).equals("enum")) {
      for (int k = open; k < all.size() && !all.get(k).equals("}"); k++) {
        if (all.get(k).equals("{") || all.get(k).equals(",")) {
          own.add(get(all, k + 1));
        }
      }
    }
  }

  /** The name that a typedef makes: before its semicolon or array, or inside of {@code (*name)}. */
  private void typedef(List<String> all, int i) {
    int depth = 0;
    String name = END;
    for (int k = i + 1; k < all.size(); k++) {
      String token = all.get(k);
      switch (token) {
        case "{", "[" -> depth++;
        case "}", "]" -> depth--;
        case "(" -> {
          if (depth == 0 && get(all, k + 1).equals("*")) {
            own.add(get(all, k + 2));
            return;
          }
        }
        case ",", ";" -> {
          if (depth == 0) {
            own.add(name);
            if (token.equals(";")) {
              return;
            }
          }
        }
        default -> {
          if (depth == 0 && CTokens.isWord(token)) {
            name = token;
          }
        }
      }
    }
  }

  private void add(List<String> all) {
    for (int i = 0; i < all.size(); i++) {
      String token = all.get(i);
      if (CTokens.isWord(token)) {
        tokens.add(token);
        if (token.equals("struct") || token.equals("union") || token.equals("enum")) {
          String name = get(all, i + 1);
          if (!name.equals(END) && CTokens.isWord(name) && !own.contains(name)) {
            tags.add(name);
          }
        }
      }
    }
  }

  /** Takes the fields of a tracepoint: BCC writes their types into the program. */
  private void format(String category, String event) {
    for (Path root : tracefs) {
      try {
        Path file = root.resolve("events").resolve(category).resolve(event).resolve("format");
        for (String line : Files.readString(file).split("\n", -1)) {
          int from = line.indexOf("field:");
          int to = line.indexOf(';');
          if (from >= 0 && to > from) {
            add(CTokens.of(line.substring(from + "field:".length(), to)));
          }
        }
        return;
      } catch (IOException e) {
        // Not mounted there, or no such tracepoint: the next root is tried.
      }
    }
  }

  /** Adds the compiler's flags: what {@code -D} defines, and what the values name. */
  void addFlags(List<String> cflags) {
    for (String flag : cflags) {
      if (flag.startsWith("-D")) {
        List<String> words = CTokens.of(flag.substring(2));
        own.add(get(words, 0));
        add(words);
      }
    }
  }

  /** Adds what a macro's body names. */
  void addBody(String body) {
    add(CTokens.of(body));
  }

  /** All identifiers. */
  Set<String> tokens() {
    return tokens;
  }

  /** Tags of structs, unions and enums that the program uses and does not define. */
  Set<String> tags() {
    return tags;
  }

  /** Tags, typedefs, enumerators and macros that the program defines itself. */
  Set<String> own() {
    return own;
  }

  /** What stands in {@code #include <...>}. */
  Set<String> includes() {
    return includes;
  }
}
