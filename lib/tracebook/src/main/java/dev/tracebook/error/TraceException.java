package dev.tracebook.error;

import org.jspecify.annotations.Nullable;

/**
 * Any failure that Tracebook reports: what failed (with names and values), why, how to fix it, and
 * where to read more.
 *
 * <p>The family is sealed so that a caller can tell the kinds apart without parsing text. All of
 * them are unchecked: a notebook cell should not need a {@code throws}.
 *
 * <p>Example: {@code catch (TraceException e) { print(e.fix()); }}
 */
public abstract sealed class TraceException extends RuntimeException
    permits ArgumentException,
        AttachException,
        ClosedException,
        CompileException,
        HeadersException,
        LayoutException,
        MapException,
        MissingLibraryException,
        PrivilegeException,
        ScriptException,
        UnknownNameException,
        UnsupportedException,
        VerifierException {

  private static final long serialVersionUID = 1L;

  private final String what;
  private final String why;
  private final String fix;
  private final String see;

  /**
   * The four parts; an empty string leaves a part out of the message.
   *
   * @param what the failed action, with names and values
   * @param why the cause: errno text, compiler or verifier lines
   * @param fix what the reader can do now
   * @param see where to read more: a command, a file, a page
   * @param cause the exception behind this one, or null
   */
  protected TraceException(
      String what, String why, String fix, String see, @Nullable Throwable cause) {
    super(message(what, why, fix, see), cause);
    this.what = what;
    this.why = why;
    this.fix = fix;
    this.see = see;
  }

  private static String message(String what, String why, String fix, String see) {
    StringBuilder text = new StringBuilder(what);
    part(text, "why", why);
    part(text, "fix", fix);
    part(text, "see", see);
    return text.toString();
  }

  private static void part(StringBuilder text, String label, String part) {
    if (!part.isEmpty()) {
      text.append("\n  ").append(label).append(": ").append(part.replace("\n", "\n       "));
    }
  }

  /**
   * What failed, with names and values.
   *
   * @return one sentence, never empty
   */
  public String what() {
    return what;
  }

  /**
   * Why it failed.
   *
   * @return errno text, compiler or verifier lines; may be empty
   */
  public String why() {
    return why;
  }

  /**
   * What to do about it.
   *
   * @return a remedy; may be empty
   */
  public String fix() {
    return fix;
  }

  /**
   * Where to read more.
   *
   * @return a command, file or page; may be empty
   */
  public String see() {
    return see;
  }
}
