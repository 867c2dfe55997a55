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

  /**
   * Which Python functions are called how often, and how long they take.
   *
   * @param process a pid, an executable, a name, or a part of the command line, such as {@code
   *     neutron-server}; all processes that match are meant, and their children
   * @return the tool
   */
  public static Pythoncalls pythoncalls(String process) {
    return new Pythoncalls(Python.process(process));
  }

  /**
   * Which Python functions are called how often, and how long they take.
   *
   * @param pid the process; its children are meant too
   * @return the tool
   */
  public static Pythoncalls pythoncalls(int pid) {
    return new Pythoncalls(Python.process(String.valueOf(pid)));
  }

  /**
   * Which garbage collections a Python program makes, and how long they stop it.
   *
   * @param process a pid, an executable, a name, or a part of the command line, such as {@code
   *     neutron-server}; all processes that match are meant, and their children
   * @return the tool
   */
  public static Pythongc pythongc(String process) {
    return new Pythongc(Python.process(process));
  }

  /**
   * Which garbage collections a Python program makes, and how long they stop it.
   *
   * @param pid the process; its children are meant too
   * @return the tool
   */
  public static Pythongc pythongc(int pid) {
    return new Pythongc(Python.process(String.valueOf(pid)));
  }

  /**
   * The entries and returns of Python functions in their order.
   *
   * @param process a pid, an executable, a name, or a part of the command line, such as {@code
   *     neutron-server}; all processes that match are meant, and their children
   * @return the tool
   */
  public static Pythonflow pythonflow(String process) {
    return new Pythonflow(Python.process(process));
  }

  /**
   * The entries and returns of Python functions in their order.
   *
   * @param pid the process; its children are meant too
   * @return the tool
   */
  public static Pythonflow pythonflow(int pid) {
    return new Pythonflow(Python.process(String.valueOf(pid)));
  }

  /**
   * What all Python processes do: calls, garbage collections, imports.
   *
   * @return the tool
   */
  public static Pythonstat pythonstat() {
    return new Pythonstat(Options.NONE);
  }

  /**
   * What some Python processes do: calls, garbage collections, imports.
   *
   * @param process a pid, an executable, a name, or a part of the command line, such as {@code
   *     neutron-server}; all processes that match are meant, and their children
   * @return the tool
   */
  public static Pythonstat pythonstat(String process) {
    return new Pythonstat(Python.process(process));
  }

  /**
   * What some Python processes do: calls, garbage collections, imports.
   *
   * @param pid the process; its children are meant too
   * @return the tool
   */
  public static Pythonstat pythonstat(int pid) {
    return new Pythonstat(Python.process(String.valueOf(pid)));
  }

  /**
   * Which threads are started, by whom, under which name, with which routine.
   *
   * @return the tool
   */
  public static Threadsnoop threadsnoop() {
    return new Threadsnoop(Options.NONE);
  }

  /**
   * Which programs are started, with which arguments.
   *
   * @return the tool
   */
  public static Execsnoop execsnoop() {
    return new Execsnoop(Options.NONE);
  }

  /**
   * Which processes end, after how long, and with what status.
   *
   * @return the tool
   */
  public static Exitsnoop exitsnoop() {
    return new Exitsnoop(Options.NONE);
  }

  /**
   * Every disk I/O, with the process that submitted it.
   *
   * @return the tool
   */
  public static Biosnoop biosnoop() {
    return new Biosnoop(Options.NONE);
  }

  /**
   * How long threads wait for a CPU, as a histogram.
   *
   * @return the tool
   */
  public static Runqlat runqlat() {
    return new Runqlat(Options.NONE);
  }

  /**
   * How often each system call is made, or by each process.
   *
   * @return the tool
   */
  public static Syscount syscount() {
    return new Syscount(Options.NONE);
  }

  /**
   * Where the CPUs spend their time, by sampled stacks, as a flame graph.
   *
   * @return the tool
   */
  public static Profile profile() {
    return new Profile(Options.NONE);
  }

  /**
   * Where threads wait, and how long, by stacks, as a flame graph.
   *
   * @return the tool
   */
  public static Offcputime offcputime() {
    return new Offcputime(Options.NONE);
  }

  /**
   * How long threads run before they give up the CPU, as a histogram.
   *
   * @return the tool
   */
  public static Cpudist cpudist() {
    return new Cpudist(Options.NONE);
  }

  /**
   * How many threads wait for each CPU, as a histogram.
   *
   * @return the tool
   */
  public static Runqlen runqlen() {
    return new Runqlen(Options.NONE);
  }

  /**
   * How much time soft interrupts take, by kind.
   *
   * @return the tool
   */
  public static Softirqs softirqs() {
    return new Softirqs(Options.NONE);
  }

  /**
   * Which signals are sent, by whom, to whom, and with what result.
   *
   * @return the tool
   */
  public static Killsnoop killsnoop() {
    return new Killsnoop(Options.NONE);
  }

  /**
   * Which files are looked at with stat, by whom, and with what result.
   *
   * @return the tool
   */
  public static Statsnoop statsnoop() {
    return new Statsnoop(Options.NONE);
  }

  /**
   * Which reads and writes of files are slow, by whom.
   *
   * @return the tool
   */
  public static Fileslower fileslower() {
    return new Fileslower(Options.NONE);
  }

  /**
   * How long TCP connections live, and how much they carry.
   *
   * @return the tool
   */
  public static Tcplife tcplife() {
    return new Tcplife(Options.NONE);
  }

  /**
   * How long connecting takes, from the first packet to the answer.
   *
   * @return the tool
   */
  public static Tcpconnlat tcpconnlat() {
    return new Tcpconnlat(Options.NONE);
  }

  /**
   * Which TCP connections are made, by whom, to where.
   *
   * @return the tool
   */
  public static Tcpconnect tcpconnect() {
    return new Tcpconnect(Options.NONE);
  }

  /**
   * Which TCP connections are accepted, by whom, from where.
   *
   * @return the tool
   */
  public static Tcpaccept tcpaccept() {
    return new Tcpaccept(Options.NONE);
  }

  /**
   * Which states TCP connections go through, and how long they stay.
   *
   * @return the tool
   */
  public static Tcpstates tcpstates() {
    return new Tcpstates(Options.NONE);
  }

  /**
   * Which TCP segments are sent again, of whose connections, and why.
   *
   * @return the tool
   */
  public static Tcpretrans tcpretrans() {
    return new Tcpretrans(Options.NONE);
  }

  /**
   * Which TCP packets the kernel drops, and why and where.
   *
   * @return the tool
   */
  public static Tcpdrop tcpdrop() {
    return new Tcpdrop(Options.NONE);
  }

  /**
   * How many bytes TCP connections send and receive, by process.
   *
   * @return the tool
   */
  public static Tcptop tcptop() {
    return new Tcptop(Options.NONE);
  }

  /**
   * Which host names are looked up, how long it takes, and whether they are found.
   *
   * @return the tool
   */
  public static Gethostlatency gethostlatency() {
    return new Gethostlatency(Options.NONE);
  }

  /**
   * Which files live only shortly: created and deleted while traced.
   *
   * @return the tool
   */
  public static Filelife filelife() {
    return new Filelife(Options.NONE);
  }
}
