package dev.tracebook.lang.tree;

/**
 * A place in a script's text.
 *
 * @param start index of the first character
 * @param end index behind the last one
 */
public record Span(int start, int end) {
  /** The place from the beginning of this to the end of another. */
  public Span to(Span other) {
    return new Span(start, Math.max(end, other.end));
  }
}
