package dev.tracebook.kernel.jshell;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A documentation comment, as text for consoles and as HTML for notebooks. */
final class Javadoc {
  private static final Pattern INLINE =
      Pattern.compile(
          "\\{@(code|literal|link|linkplain|value|systemProperty)\\s+([^{}]*(?:\\{[^{}]*\\}[^{}]*)*)\\}");
  private static final Pattern BLOCK = Pattern.compile("(?m)^\\s*@(\\w+)\\s*");

  private Javadoc() {}

  static String html(@Nullable String comment) {
    if (comment == null) {
      return "";
    }
    Matcher inline = INLINE.matcher(comment);
    String body =
        inline.replaceAll(
            found -> Matcher.quoteReplacement(htmlOf(found.group(1), found.group(2))));
    return BLOCK.matcher(body).replaceAll(found -> "<br><b>" + label(found.group(1)) + "</b> ");
  }

  private static String htmlOf(String tag, String content) {
    return switch (tag) {
      case "literal" -> escaped(content);
      case "link", "linkplain" -> "<code>" + escaped(target(content)) + "</code>";
      default -> "<code>" + escaped(content) + "</code>";
    };
  }

  /** A link's label if it has one, else what it leads to. */
  private static String target(String content) {
    Matcher parts =
        Pattern.compile("(\\S+?(?:\\([^)]*\\))?)(?:\\s+(.+))?", Pattern.DOTALL)
            .matcher(content.strip());
    if (!parts.matches()) {
      return content;
    }
    String label = parts.group(2);
    return label != null ? label : parts.group(1).replaceFirst("^#", "").replace('#', '.');
  }

  static String text(@Nullable String comment) {
    if (comment == null) {
      return "";
    }
    String body =
        INLINE
            .matcher(comment)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        escaped(
                            found.group(1).startsWith("link")
                                ? target(found.group(2))
                                : found.group(2))));
    body = body.replaceAll("\\s*<(p|/p|ul|/ul|ol|/ol|pre|/pre|br)[^>]*>\\s*", "\n");
    body = body.replaceAll("\\s*<li>\\s*", "\n- ").replaceAll("<[/a-zA-Z][^>]*>", "");
    body = BLOCK.matcher(body).replaceAll(found -> label(found.group(1)) + " ");
    return unescaped(body).strip();
  }

  private static String label(String tag) {
    return switch (tag) {
      case "return" -> "returns";
      case "param" -> "parameter";
      case "exception" -> "throws";
      default -> tag;
    };
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
  }
}
