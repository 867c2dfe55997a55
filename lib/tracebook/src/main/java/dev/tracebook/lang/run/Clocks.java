package dev.tracebook.lang.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The kernel's clocks against each other. */
final class Clocks {
  private Clocks() {}

  /** What to add to nanoseconds since boot to have nanoseconds since 1970. */
  static long bootToWallNs() {
    Instant now = Instant.now();
    long wallNs = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    return wallNs - monotonicToBoot() - System.nanoTime();
  }

  /** How long the machine has slept: CLOCK_BOOTTIME less CLOCK_MONOTONIC. */
  private static long monotonicToBoot() {
    try {
      // The boot time of /proc/uptime includes sleep and has two decimals: less is no sleep.
      String uptime = Files.readString(Path.of("/proc/uptime")).split(" ", 2)[0];
      long bootNs = (long) (Double.parseDouble(uptime) * 1e9);
      long difference = bootNs - System.nanoTime();
      return Math.abs(difference) < 50_000_000L ? 0 : difference;
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }
}
