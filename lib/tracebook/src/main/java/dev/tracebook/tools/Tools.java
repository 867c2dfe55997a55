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

  /**
   * Which statements of a database server are slow.
   *
   * @param server {@code mysql}, {@code mariadb} or {@code postgres}; a pid; or the path of a
   *     server's binary, which may be started later
   * @return the tool
   */
  public static Dbslower dbslower(String server) {
    return new Dbslower(DatabaseOptions.server(server));
  }

  /**
   * Which statements of a database server are slow.
   *
   * @param pid the server's process
   * @return the tool
   */
  public static Dbslower dbslower(int pid) {
    return dbslower(String.valueOf(pid));
  }

  /**
   * How long the statements of a database server take.
   *
   * @param server {@code mysql}, {@code mariadb} or {@code postgres}; a pid; or the path of a
   *     server's binary, which may be started later
   * @return the tool
   */
  public static Dbstat dbstat(String server) {
    return new Dbstat(DatabaseOptions.server(server));
  }

  /**
   * How long the statements of a database server take.
   *
   * @param pid the server's process
   * @return the tool
   */
  public static Dbstat dbstat(int pid) {
    return dbstat(String.valueOf(pid));
  }
}
