package dev.tracebook.lang.gen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many CPUs the kernel counts, those that are offline included. */
public final class Cpus {
  private static final int POSSIBLE = read();

  private Cpus() {}

  /** The number that per-CPU maps have values for. */
  public static int possible() {
    return POSSIBLE;
  }

  private static int read() {
    try {
      String list = Files.readString(Path.of("/sys/devices/system/cpu/possible")).strip();
      return Integer.parseInt(
              list.substring(Math.max(list.lastIndexOf('-'), list.lastIndexOf(',')) + 1))
          + 1;
    } catch (IOException | NumberFormatException e) {
      return Runtime.getRuntime().availableProcessors();
    }
  }
}
