package dev.tracebook.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A tool's C program, and what the comment at its head says; from {@code bpf/} of the sources. */
record ToolText(String name, String program, String purpose, String overhead) {
  private static final Pattern INCLUDE = Pattern.compile("(?m)^#include \"(\\w+\\.h)\"$");
  private static final Pattern PURPOSE =
      Pattern.compile("^/\\*\\R \\* \\w+ - (.*?\\.)\\R \\*\\R", Pattern.DOTALL);
  private static final Pattern OVERHEAD =
      Pattern.compile(" \\* Overhead: (.*?)\\R \\*(?:\\R|/)", Pattern.DOTALL);

  static ToolText of(String tool) {
    String text = resource(tool + ".c");
    return new ToolText(tool, expanded(text), part(PURPOSE, text), part(OVERHEAD, text));
  }

  /** What is shared becomes part of the text, which the choice of kernel types is made from. */
  private static String expanded(String text) {
    return INCLUDE
        .matcher(text)
        .replaceAll(each -> Matcher.quoteReplacement(resource(each.group(1)).stripTrailing()));
  }

  private static String part(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? found.group(1).replaceAll("\\R \\* *", " ").strip() : "";
  }

  /** A part that only some programs have. */
  static String part(String header) {
    return resource(header + ".h");
  }

  private static String resource(String file) {
    try (InputStream in = ToolText.class.getResourceAsStream("bpf/" + file)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks dev/tracebook/tools/bpf/" + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
