package dev.tracebook.error;

/**
 * The kernel's verifier refused a program; the message has its last useful lines, {@link #log()}
 * all.
 */
public final class VerifierException extends TraceException {

  private static final long serialVersionUID = 1L;

  private final String log;

  /**
   * A refused program.
   *
   * @param what the program that was refused
   * @param why the last useful lines of the verifier's log
   * @param fix what to change
   * @param see where to read more
   * @param log the verifier's whole log
   */
  public VerifierException(String what, String why, String fix, String see, String log) {
    super(what, why, fix, see, null);
    this.log = log;
  }

  /**
   * The verifier's whole log.
   *
   * @return the text as the kernel wrote it
   */
  public String log() {
    return log;
  }
}
