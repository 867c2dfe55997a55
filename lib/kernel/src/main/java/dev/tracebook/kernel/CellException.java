package dev.tracebook.kernel;

import java.util.List;

/** What a cell did wrong, as the notebook shows it: a kind, a message, and the text in full. */
public final class CellException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String kind;
  private final transient List<String> text;

  /**
   * An error with its text.
   *
   * @param kind such as an exception's class name
   * @param message one sentence
   * @param text all lines that the notebook shows
   */
  public CellException(String kind, String message, List<String> text) {
    super(message, null, false, false);
    this.kind = kind;
    this.text = List.copyOf(text);
  }

  /**
   * An error that is told in one message.
   *
   * @param kind such as an exception's class name
   * @param message what, why and how to fix it
   */
  public CellException(String kind, String message) {
    this(kind, message, message.lines().toList());
  }

  /**
   * The kind of error.
   *
   * @return such as an exception's class name
   */
  public String kind() {
    return kind;
  }

  /**
   * What the notebook shows.
   *
   * @return lines
   */
  public List<String> text() {
    return text;
  }
}
