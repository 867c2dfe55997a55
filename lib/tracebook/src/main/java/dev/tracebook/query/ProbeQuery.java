package dev.tracebook.query;

import java.util.List;

/**
 * The beginning of a query: probes, or the span between two.
 *
 * <p>Example: {@code probe("tracepoint:syscalls:sys_enter_openat").where("uid == $1",
 * 0).select("comm", "str(args.filename) as file").run(seconds(5))}
 */
public final class ProbeQuery extends Stage<ProbeQuery> {
  private ProbeQuery(Question question) {
    super(question);
  }

  /**
   * Asks what happens at probes.
   *
   * @param probes where, as bpftrace spells it, wildcards included
   * @return the beginning of a query
   */
  public static ProbeQuery at(String... probes) {
    return new ProbeQuery(Question.of(List.of(), probes));
  }

  /**
   * Asks what lies between two probes in the same thread; {@code elapsed} is the time in ns.
   *
   * @param enter where it begins
   * @param exit where it ends; expressions are taken here
   * @return the beginning of a query
   */
  public static ProbeQuery between(String enter, String exit) {
    return new ProbeQuery(Question.of(Question.of(List.of(), enter).probes(), exit));
  }

  @Override
  ProbeQuery with(Question other) {
    return new ProbeQuery(other);
  }

  /**
   * Takes a row an event.
   *
   * <p>Example: {@code select("comm", "pid", "str(args.filename) as file")}
   *
   * @param columns expressions; a column is named as its expression, or by {@code as name}
   * @return the query, to be run
   */
  public EventQuery select(String... columns) {
    return new EventQuery(question().select(Fragment.columns("select", columns)));
  }

  /**
   * Gathers by key: what follows is counted or measured for each of its values.
   *
   * <p>Example: {@code by("comm", "args.ret < 0 as failed").count()}
   *
   * @param keys expressions; each is a column of its own type
   * @return the query, to be ended with count, sum, hist or another function
   */
  public GroupedQuery by(String... keys) {
    return new GroupedQuery(question().by(Fragment.columns("by", keys)));
  }
}
