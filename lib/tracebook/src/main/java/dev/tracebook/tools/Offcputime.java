package dev.tracebook.tools;

import java.time.Duration;
import tech.tablesaw.api.Table;

/**
 * Where threads wait, and how long, by stacks; the picture is a flame graph of time off the CPU.
 *
 * <p>A row a stack of a process: {@code comm, pid, stack, offCpuNs}, most first. A wait counts when
 * it is over. Costs about 2 microseconds a context switch.
 *
 * <p>Example: {@code offcputime().pid(1234).run(seconds(10))}
 */
public final class Offcputime extends StackTool<Offcputime> {
  Offcputime(Options options) {
    super("offcputime", options);
  }

  @Override
  Offcputime with(Options changed) {
    return new Offcputime(changed);
  }

  /**
   * Only threads of programs, BCC's {@code -u}.
   *
   * @return the tool with this option
   */
  public Offcputime userThreadsOnly() {
    return with(options.without("kernelThreadsOnly").flag("userThreadsOnly"));
  }

  /**
   * Only the kernel's own threads, BCC's {@code -k}.
   *
   * @return the tool with this option
   */
  public Offcputime kernelThreadsOnly() {
    return with(options.without("userThreadsOnly").flag("kernelThreadsOnly"));
  }

  /**
   * Only waits that took at least this long, BCC's {@code -m}.
   *
   * @param duration the least time
   * @return the tool with this option
   */
  public Offcputime min(Duration duration) {
    return with(options.positive("min", duration));
  }

  /**
   * Only waits that took at most this long, BCC's {@code -M}.
   *
   * @param duration the most time
   * @return the tool with this option
   */
  public Offcputime max(Duration duration) {
    return with(options.positive("max", duration));
  }

  /**
   * Only waits in a state of the thread, BCC's {@code --state}.
   *
   * @param bits 0 for threads that lost the CPU while they could go on, 1 for interruptible sleep,
   *     2 for uninterruptible, which is mostly disk I/O
   * @return the tool with this option
   */
  public Offcputime state(int bits) {
    return with(options.number("state", bits, 0, 0xff));
  }

  @Override
  String unit() {
    return "ns";
  }

  @Override
  String valueColumn() {
    return "offCpuNs";
  }

  /** Single waits are not counted: the stacks. */
  @Override
  long events(Table rows) {
    return rows.rowCount();
  }

  @Override
  long shown(long value) {
    return value / 1000;
  }
}
