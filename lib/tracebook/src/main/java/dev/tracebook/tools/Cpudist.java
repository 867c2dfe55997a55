package dev.tracebook.tools;

import dev.tracebook.table.KeyedHistogram;
import tech.tablesaw.api.Table;

/**
 * How long threads run before they give up the CPU, as a histogram; or how long they are off it.
 *
 * <p>A row a bin: {@code pid} or {@code tid} where it is asked for, {@code lowUs, highUs, count}.
 * Costs about 0.5 microseconds a context switch.
 *
 * <p>Example: {@code cpudist().offcpu().pid(1234).run(seconds(5))}
 */
public final class Cpudist extends HistogramTool<Cpudist> {
  Cpudist(Options options) {
    super("cpudist", options);
  }

  @Override
  Cpudist with(Options changed) {
    return new Cpudist(changed);
  }

  /**
   * The time off the CPU instead, BCC's {@code -O}.
   *
   * @return the tool with this option
   */
  public Cpudist offcpu() {
    return with(options.flag("offcpu"));
  }

  /**
   * Only threads of one process, BCC's {@code -p}.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public Cpudist pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * In milliseconds, BCC's {@code -m}; columns are {@code lowMs, highMs}.
   *
   * @return the tool with this option
   */
  public Cpudist milliseconds() {
    return with(options.flag("milliseconds"));
  }

  /**
   * A histogram a process, BCC's {@code -P}.
   *
   * @return the tool with this option
   */
  public Cpudist perProcess() {
    return with(options.without("perThread").flag("perProcess"));
  }

  /**
   * A histogram a thread, BCC's {@code -L}.
   *
   * @return the tool with this option
   */
  public Cpudist perThread() {
    return with(options.without("perProcess").flag("perThread"));
  }

  /**
   * With the CPUs' idle time, BCC's {@code -I}; its pid is 0.
   *
   * @return the tool with this option
   */
  public Cpudist includeIdle() {
    return with(options.flag("includeIdle"));
  }

  @Override
  String unit() {
    return options.has("milliseconds") ? "msecs" : "usecs";
  }

  @Override
  Table keyed(Table entries) {
    return byTask(entries);
  }

  @Override
  String heading(KeyedHistogram histograms) {
    return histograms.keyNames().get(0);
  }
}
