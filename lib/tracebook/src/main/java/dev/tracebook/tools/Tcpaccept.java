package dev.tracebook.tools;

import tech.tablesaw.api.Table;

/**
 * Which TCP connections are accepted, by whom, from where.
 *
 * <p>A row an accept: {@code time, ktimeNs, uid, pid, tid, comm} (who accepted), {@code family,
 * localAddress, localPort, remoteAddress, remotePort}. What the kernel itself or io_uring accepts
 * is not seen. Costs about 1 microsecond an accept.
 *
 * <p>Example: {@code tcpaccept().localPort(5432).run(seconds(10)).table().countBy("remoteAddress")}
 */
public final class Tcpaccept extends TcpTool<Tcpaccept> {
  Tcpaccept(Options options) {
    super("tcpaccept", options);
  }

  @Override
  Tcpaccept with(Options changed) {
    return new Tcpaccept(changed);
  }

  /**
   * Only what processes of one cgroup accept, BCC's {@code --cgroupmap}.
   *
   * @param path the folder in the cgroup v2 tree; those below it are not meant
   * @return the tool with this option
   */
  public Tcpaccept cgroup(String path) {
    return with(Cgroups.set(options, path));
  }

  @Override
  Table rows(Table events) {
    return select(connections(events));
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-7s %-12s %-2s %-16s %-5s %-16s %-5s",
        "PID|COMM|IP|RADDR|RPORT|LADDR|LPORT",
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.getLong("family"),
                row.getString("remoteAddress"),
                row.getLong("remotePort"),
                row.getString("localAddress"),
                row.getLong("localPort")));
  }
}
