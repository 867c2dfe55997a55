package dev.tracebook.tools;

/**
 * The catalogue of tools: {@code Tools.} and TAB lists them. Each call gives a tool with BCC's
 * defaults; options give a changed one; {@code run(seconds(5))} traces.
 *
 * <p>Example: {@code opensnoop().pid(1234).failed().run(seconds(5))}
 */
public final class Tools {
  private Tools() {}

  /**
   * Which files are opened, by whom, and with what result.
   *
   * @return the tool
   */
  public static Opensnoop opensnoop() {
    return new Opensnoop(Options.NONE);
  }

  /**
   * How long disk I/O takes, as a histogram.
   *
   * @return the tool
   */
  public static Biolatency biolatency() {
    return new Biolatency(Options.NONE);
  }
}
