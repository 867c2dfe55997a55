package dev.tracebook.host;

/**
 * One line of doctor(): a feature, whether it is there, why not, and what to do.
 *
 * @param name the feature
 * @param state whether it is there
 * @param why what was found, or why it is missing
 * @param remedy what to do about it; empty if there is nothing to do
 */
public record Check(String name, State state, String why, String remedy) {

  /** Whether a feature is there. */
  public enum State {
    /** There and usable by this process. */
    OK,
    /** Usable in part, or not needed here. */
    LIMITED,
    /** Not there, or not for this process. */
    MISSING
  }

  static Check ok(String name, String why) {
    return new Check(name, State.OK, why, "");
  }

  static Check limited(String name, String why, String remedy) {
    return new Check(name, State.LIMITED, why, remedy);
  }

  static Check missing(String name, String why, String remedy) {
    return new Check(name, State.MISSING, why, remedy);
  }
}
