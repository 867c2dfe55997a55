package dev.tracebook.headers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a program's text says about the kernel types that it needs. */
final class ProgramText {

  private static final Pattern NOISE =
      Pattern.compile("//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern TAG =
      Pattern.compile("\\b(?:struct|union|enum)\\s+(\\w+)(\\s*\\{)?");
  private static final Pattern TYPEDEF_NAME =
      Pattern.compile("\\btypedef\\b[^;{]*?\\b(\\w+)\\s*;|\\}\\s*(\\w+)\\s*;");
  private static final Pattern ENUM_BODY = Pattern.compile("\\benum\\b[^;{]*\\{([^}]*)\\}");
  private static final Pattern INCLUDE =
      Pattern.compile("^\\s*#\\s*include\\s*<([\\w./-]+)>", Pattern.MULTILINE);
  private static final Pattern TRACEPOINT =
      Pattern.compile("\\bTRACEPOINT_PROBE\\s*\\(\\s*(\\w+)\\s*,\\s*(\\w+)\\s*\\)");
  private static final Pattern TRACEPOINT_NAME = Pattern.compile("\\btracepoint__(\\w+?)__(\\w+)");
  private static final Pattern ITERATOR = Pattern.compile("\\bBPF_ITER\\s*\\(\\s*(\\w+)\\s*\\)");
  private static final Pattern FIELD = Pattern.compile("field:([^;]*);");
  private static final List<Path> TRACEFS =
      List.of(Path.of("/sys/kernel/tracing"), Path.of("/sys/kernel/debug/tracing"));

  private final Set<String> tokens = new LinkedHashSet<>();
  private final Set<String> tags = new LinkedHashSet<>();
  private final Set<String> own = new HashSet<>();
  private final Set<String> includes = new LinkedHashSet<>();

  ProgramText(String text) {
    String code = NOISE.matcher(text).replaceAll(" ");
    all(INCLUDE, text).forEach(m -> includes.add(m.group(1)));
    for (Matcher m : all(ENUM_BODY, code)) {
      all(WORD, m.group(1)).forEach(word -> own.add(word.group()));
    }
    for (Matcher m : all(TYPEDEF_NAME, code)) {
      own.add(m.group(1) != null ? m.group(1) : m.group(2));
    }
    all(TRACEPOINT, code).forEach(m -> format(m.group(1), m.group(2)));
    all(TRACEPOINT_NAME, code).forEach(m -> format(m.group(1), m.group(2)));
    all(ITERATOR, code).forEach(m -> tags.add("bpf_iter__" + m.group(1)));
    add(code, true);
    tags.removeAll(own);
  }

  private static List<Matcher> all(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    List<Matcher> out = new java.util.ArrayList<>();
    while (matcher.find()) {
      Matcher one = pattern.matcher(text);
      one.find(matcher.start());
      out.add(one);
    }
    return out;
  }

  private void add(String code, boolean mayDefine) {
    all(WORD, code).forEach(m -> tokens.add(m.group()));
    for (Matcher m : all(TAG, code)) {
      tags.add(m.group(1));
      if (mayDefine && m.group(2) != null) {
        own.add(m.group(1));
      }
    }
  }

  private void format(String category, String event) {
    for (Path root : TRACEFS) {
      Path file = root.resolve("events").resolve(category).resolve(event).resolve("format");
      try {
        all(FIELD, Files.readString(file)).forEach(m -> add(m.group(1), false));
        return;
      } catch (IOException e) {
        // Not mounted there, or no such tracepoint: the next root is tried.
      }
    }
  }

  /** Adds what the bodies of used macros name, until nothing is new. */
  void expand(String macros) {
    Set<String> open = new HashSet<>();
    boolean grew = true;
    while (grew) {
      grew = false;
      for (String line : macros.lines().toList()) {
        Matcher m = WORD.matcher(line);
        if (line.startsWith("#define ") && m.find(8) && tokens.contains(m.group())) {
          if (open.add(m.group())) {
            add(line.substring(m.end()), false);
            grew = true;
          }
        }
      }
    }
    tags.removeAll(own);
  }

  Set<String> tokens() {
    return tokens;
  }

  Set<String> tags() {
    return tags;
  }

  Set<String> own() {
    return own;
  }

  Set<String> includes() {
    return includes;
  }
}
