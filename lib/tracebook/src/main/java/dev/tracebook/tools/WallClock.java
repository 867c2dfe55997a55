package dev.tracebook.tools;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tech.tablesaw.api.InstantColumn;
import tech.tablesaw.api.LongColumn;

/**
 * Turns the kernel's monotonic time (bpf_ktime_get_ns) into wall time, by the difference of both at
 * one moment. A clock that is set later moves nothing: the order of events is that of ktime.
 */
final class WallClock {
  private static final int TRIES = 5;
  private static final long NS_PER_SECOND = 1_000_000_000;

  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final long offsetNs;

  private WallClock(long offsetNs) {
    this.offsetNs = offsetNs;
  }

  /** Compares the clocks a few times; the shortest comparison is the most exact. */
  static WallClock now() {
    long shortest = Long.MAX_VALUE;
    long offset = 0;
    for (int i = 0; i < TRIES; i++) {
      // On Linux nanoTime is CLOCK_MONOTONIC, which the kernel's ktime is too.
      long before = System.nanoTime();
      Instant wall = Instant.now();
      long after = System.nanoTime();
      if (after - before < shortest) {
        shortest = after - before;
        offset = wall.getEpochSecond() * NS_PER_SECOND + wall.getNano() - (before + shortest / 2);
      }
    }
    return new WallClock(offset);
  }

  Instant at(long ktimeNs) {
    return Instant.EPOCH.plusNanos(ktimeNs + offsetNs);
  }

  /** The time of day here, as BCC's tools print it. */
  static String hour(Instant at) {
    return HOUR.format(at.atZone(ZoneId.systemDefault()));
  }

  InstantColumn column(String name, LongColumn ktimeNs) {
    InstantColumn column = InstantColumn.create(name);
    for (int row = 0; row < ktimeNs.size(); row++) {
      column.append(at(ktimeNs.getLong(row)));
    }
    return column;
  }
}
