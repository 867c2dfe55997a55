package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import tech.tablesaw.api.Table;

/**
 * Where the CPUs spend their time, by sampled stacks; the picture is a flame graph.
 *
 * <p>A row a stack of a process: {@code comm, pid, stack, samples}, most first. Costs about 5
 * microseconds a sample.
 *
 * <p>Example: {@code profile().frequency(99).pid(1234).run(seconds(10))}
 */
public final class Profile extends StackTool<Profile> {
  private static final long DEFAULT_HERTZ = 49;
  private static final long MOST_HERTZ = 10_000;

  Profile(Options options) {
    super("profile", options);
  }

  @Override
  Profile with(Options changed) {
    return new Profile(changed);
  }

  /**
   * How often each CPU is looked at, BCC's {@code -F}; default 49 times a second, out of step with
   * timers.
   *
   * @param hertz samples a second, 1 to 10,000
   * @return the tool with this option
   */
  public Profile frequency(int hertz) {
    return with(options.number("frequency", hertz, 1, MOST_HERTZ));
  }

  /**
   * Only processes of one user.
   *
   * @param uid the user
   * @return the tool with this option
   */
  public Profile uid(long uid) {
    return with(options.number("uid", uid, 0, 0xffff_ffffL));
  }

  /**
   * With the time in which CPUs have nothing to do, BCC's {@code -I}.
   *
   * @return the tool with this option
   */
  public Profile includeIdle() {
    return with(options.flag("includeIdle"));
  }

  @Override
  ModuleBuilder program() {
    return super.program()
        .attach("on_sample", Probe.profile(options.number("frequency", DEFAULT_HERTZ)));
  }

  @Override
  String unit() {
    return "samples";
  }

  @Override
  String valueColumn() {
    return "samples";
  }

  @Override
  long events(Table rows) {
    return (long) rows.longColumn(valueColumn()).sum();
  }

  @Override
  long shown(long value) {
    return value;
  }
}
