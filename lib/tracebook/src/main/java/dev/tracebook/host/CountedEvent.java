package dev.tracebook.host;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The counters of perf_event_open(2) that a probe can sample, with the names of perf and bpftrace.
 *
 * <p>Source: include/uapi/linux/perf_event.h, enum perf_sw_ids and perf_hw_id.
 */
public enum CountedEvent {
  /** CPU time, by a timer; nanoseconds. */
  CPU_CLOCK(1, 0, 1_000_000, "cpu"),
  /** CPU time of the task; nanoseconds. */
  TASK_CLOCK(1, 1, 1_000_000, ""),
  /** Page faults. */
  PAGE_FAULTS(1, 2, 100, "faults"),
  /** Context switches. */
  CONTEXT_SWITCHES(1, 3, 1000, "cs"),
  /** Moves of a task to another CPU. */
  CPU_MIGRATIONS(1, 4, 1, ""),
  /** Page faults without disk access. */
  MINOR_FAULTS(1, 5, 100, ""),
  /** Page faults with disk access. */
  MAJOR_FAULTS(1, 6, 1, ""),
  /** Accesses that the processor could not make unaligned. */
  ALIGNMENT_FAULTS(1, 7, 1, ""),
  /** Instructions that the kernel emulates. */
  EMULATION_FAULTS(1, 8, 1, ""),
  /** Processor cycles. */
  CPU_CYCLES(0, 0, 1_000_000, "cycles"),
  /** Instructions retired. */
  INSTRUCTIONS(0, 1, 1_000_000, ""),
  /** Accesses to the last-level cache. */
  CACHE_REFERENCES(0, 2, 1_000_000, ""),
  /** Misses of the last-level cache. */
  CACHE_MISSES(0, 3, 1_000_000, ""),
  /** Branches retired. */
  BRANCH_INSTRUCTIONS(0, 4, 100_000, "branches"),
  /** Branches predicted wrongly. */
  BRANCH_MISSES(0, 5, 100_000, ""),
  /** Bus cycles. */
  BUS_CYCLES(0, 6, 100_000, ""),
  /** Cycles in which nothing was issued. */
  FRONTEND_STALLS(0, 7, 1_000_000, ""),
  /** Cycles in which nothing was retired. */
  BACKEND_STALLS(0, 8, 1_000_000, ""),
  /** Cycles at the processor's reference frequency. */
  REF_CYCLES(0, 9, 1_000_000, "");

  private final int type;
  private final int config;
  private final long defaultPeriod;
  private final String alias;

  CountedEvent(int type, int config, long defaultPeriod, String alias) {
    this.type = type;
    this.config = config;
    this.defaultPeriod = defaultPeriod;
    this.alias = alias;
  }

  /**
   * The perf_event_attr's type.
   *
   * @return 0 for hardware, 1 for software
   */
  public int type() {
    return type;
  }

  /**
   * The perf_event_attr's config.
   *
   * @return the counter's number
   */
  public int config() {
    return config;
  }

  /**
   * How many counts apart two samples are unless the user says.
   *
   * @return the counts
   */
  public long defaultPeriod() {
    return defaultPeriod;
  }

  /**
   * Tells whether the processor counts it, which virtual machines often cannot.
   *
   * @return true for a hardware counter
   */
  public boolean isHardware() {
    return type == 0;
  }

  /**
   * The name that perf and bpftrace use.
   *
   * @return such as {@code page-faults}
   */
  public String perfName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Finds a counter by its name or short name.
   *
   * @param name such as {@code cpu-clock}, {@code cpu}, {@code cs}
   * @param hardware true for hardware counters, false for software ones
   * @return the counter
   * @throws UnknownNameException if there is none; names the nearest
   */
  public static CountedEvent named(String name, boolean hardware) {
    List<CountedEvent> kind =
        Arrays.stream(values()).filter(each -> each.isHardware() == hardware).toList();
    return kind.stream()
        .filter(each -> each.perfName().equals(name) || each.alias.equals(name))
        .filter(each -> !name.isEmpty())
        .findFirst()
        .orElseThrow(
            () ->
                new UnknownNameException(
                    "there is no " + (hardware ? "hardware" : "software") + " event " + name,
                    "perf_event_open(2) does not list it",
                    Nearest.hint(
                        name,
                        kind.stream()
                            .flatMap(each -> Stream.of(each.perfName(), each.alias))
                            .filter(each -> !each.isEmpty())
                            .toList()),
                    "man 2 perf_event_open"));
  }
}
