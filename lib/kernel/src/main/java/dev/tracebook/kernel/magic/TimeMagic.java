package dev.tracebook.kernel.magic;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code %time CODE} or {@code %%time}: says how long the code took. */
final class TimeMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("time");
  }

  @Override
  public Form form() {
    return Form.BOTH;
  }

  @Override
  public String help() {
    return "%time CODE, or %%time and a cell: runs it and prints its wall time and the process's"
        + " CPU time, both with compilation";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    long cpuBefore = cpuNs();
    long before = System.nanoTime();
    try {
      // An empty line keeps the cell's line numbers in errors.
      return host.java(call.body() == null ? call.line() : "\n" + call.body());
    } finally {
      long wall = System.nanoTime() - before;
      System.out.printf(Locale.ROOT, "wall %s, CPU %s%n", shown(wall), shown(cpuNs() - cpuBefore));
    }
  }

  private static long cpuNs() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  static String shown(long ns) {
    if (ns < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f us", ns / 1e3);
    }
    return ns < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f ms", ns / 1e6)
        : String.format(Locale.ROOT, "%.2f s", ns / 1e9);
  }
}
