package dev.tracebook.kernel;

import dev.tracebook.lang.complete.JavaStrings;
import dev.tracebook.lang.complete.Suggestions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes what is written in the bpftrace language: cells of it, and strings of Java cells. */
final class ScriptNames {
  private static final Pattern CELL = Pattern.compile("%%bpftrace\\b[^\\r\\n]*\\r?\\n");

  private ScriptNames() {}

  /** What can stand at the cursor; null where that is no matter of the language. */
  static @Nullable Suggestions at(String code, int cursor) {
    Matcher cell = CELL.matcher(code);
    if (cell.lookingAt()) {
      if (cursor < cell.end()) {
        return null;
      }
      Suggestions found = Suggestions.inScript(code.substring(cell.end()), cursor - cell.end());
      return new Suggestions(found.matches(), found.start() + cell.end());
    }
    return code.startsWith("%%") ? null : JavaStrings.at(code, cursor);
  }
}
