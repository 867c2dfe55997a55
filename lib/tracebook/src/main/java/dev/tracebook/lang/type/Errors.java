package dev.tracebook.lang.type;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Span;

/**
 * Makes errors that point into the script.
 *
 * @param text the script
 */
public record Errors(String text) {
  /** The text at a place. */
  String written(Span span) {
    int end = Math.min(span.end(), text.length());
    return span.start() < end ? text.substring(span.start(), end).replaceAll("\\s+", " ") : "";
  }

  /** An error at a place. */
  public ScriptException at(String what, String fix, Span span) {
    return ScriptException.at(what, fix, text, span.start(), span.end());
  }
}
