package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A magic as it was written.
 *
 * @param name without %
 * @param line what follows the name on its line
 * @param body the lines after that, exactly as they are; null for a line magic
 */
public record Call(String name, String line, @Nullable String body) {
  /** The line's words; quotes keep spaces, and a backslash before a quote or itself is dropped. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean begun = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      boolean escapes =
          c == '\\' && i + 1 < line.length() && "\\\"'".indexOf(line.charAt(i + 1)) >= 0;
      if (escapes) {
        word.append(line.charAt(++i));
        begun = true;
      } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        begun = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    if (quote != 0) {
      throw new ArgumentException(
          "%" + name + " " + line + ": a quote has no end", "", "close the " + quote, "");
    }
    if (begun) {
      words.add(word.toString());
    }
    return words;
  }

  /** The body of a cell magic, or the rest of the line. */
  public String content() {
    return body == null ? line : body;
  }
}
