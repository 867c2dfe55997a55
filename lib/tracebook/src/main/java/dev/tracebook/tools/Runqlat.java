package dev.tracebook.tools;

import dev.tracebook.table.KeyedHistogram;
import tech.tablesaw.api.Table;

/**
 * How long threads wait for a CPU, as a histogram.
 *
 * <p>A row a bin: {@code pid} or {@code tid} where it is asked for, {@code lowUs, highUs, count}.
 * Costs about 0.5 microseconds a context switch.
 *
 * <p>Example: {@code runqlat().run(seconds(5)).histogram().percentile(99)}
 */
public final class Runqlat extends HistogramTool<Runqlat> {
  Runqlat(Options options) {
    super("runqlat", options);
  }

  @Override
  Runqlat with(Options changed) {
    return new Runqlat(changed);
  }

  /**
   * Only threads of one process, BCC's {@code -p}.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public Runqlat pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * In milliseconds, BCC's {@code -m}; columns are {@code lowMs, highMs}.
   *
   * @return the tool with this option
   */
  public Runqlat milliseconds() {
    return with(options.flag("milliseconds"));
  }

  /**
   * A histogram a process, BCC's {@code -P}.
   *
   * @return the tool with this option
   */
  public Runqlat perProcess() {
    return with(options.without("perThread").flag("perProcess"));
  }

  /**
   * A histogram a thread, BCC's {@code -L}.
   *
   * @return the tool with this option
   */
  public Runqlat perThread() {
    return with(options.without("perProcess").flag("perThread"));
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
