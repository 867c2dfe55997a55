package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import tech.tablesaw.api.Table;

/**
 * How many threads wait for each CPU, as a histogram of samples.
 *
 * <p>A row a length: {@code cpu} where it is asked for, {@code low, high} (the same), {@code count}
 * (samples). Queues longer than 1024 count as 1024. Costs about 1 microsecond a sample.
 *
 * <p>Example: {@code runqlen().perCpu().run(seconds(5))}
 */
public final class Runqlen extends HistogramTool<Runqlen> {
  private static final long DEFAULT_HERTZ = 99;
  private static final long MOST_HERTZ = 10_000;

  Runqlen(Options options) {
    super("runqlen", options);
  }

  @Override
  Runqlen with(Options changed) {
    return new Runqlen(changed);
  }

  /**
   * How often each CPU is looked at; default 99 times a second.
   *
   * @param hertz samples a second, 1 to 10,000
   * @return the tool with this option
   */
  public Runqlen frequency(int hertz) {
    return with(options.number("frequency", hertz, 1, MOST_HERTZ));
  }

  /**
   * A histogram a CPU, BCC's {@code -C}.
   *
   * @return the tool with this option
   */
  public Runqlen perCpu() {
    return with(options.flag("perCpu"));
  }

  @Override
  ModuleBuilder program() {
    return super.program()
        .attach("on_sample", Probe.profile(options.number("frequency", DEFAULT_HERTZ)));
  }

  @Override
  String unit() {
    return "runqlen";
  }

  @Override
  Scale scale() {
    return new Scale.Linear();
  }

  @Override
  Table keyed(Table entries) {
    if (!options.has("perCpu")) {
      entries.removeColumns("cpu");
    }
    return entries;
  }

  @Override
  String heading(KeyedHistogram histograms) {
    return "cpu";
  }
}
