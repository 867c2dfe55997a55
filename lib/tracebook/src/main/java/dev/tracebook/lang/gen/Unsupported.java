package dev.tracebook.lang.gen;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.type.Checked;

/** What the language has and the generator cannot write. */
final class Unsupported {
  private Unsupported() {}

  static ScriptException at(Checked checked, String what, String fix, Span span) {
    return ScriptException.at(what, fix, checked.source().text(), span.start(), span.end());
  }
}
