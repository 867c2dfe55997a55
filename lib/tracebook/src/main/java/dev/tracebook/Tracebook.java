package dev.tracebook;

import dev.tracebook.bpf.BpfModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The door: what a cell calls, imported statically. */
public final class Tracebook {
  private static final List<BpfModule> LOADED = new ArrayList<>();

  private Tracebook() {}

  /**
   * Compiles a BCC program, loads it and attaches its functions by their names. Needs CAP_BPF and
   * CAP_PERFMON; no kernel headers.
   *
   * <p>Example: {@code var bpf = load("BPF_HASH(counts, u32, u64); TRACEPOINT_PROBE(...) {...}");}
   *
   * @param text the program's C text
   * @return the program; close it, or load the same text again, which closes the one before
   */
  public static synchronized BpfModule load(String text) {
    BpfModule loaded = BpfModule.of(text).load();
    // A cell that is run again replaces its program: the old one must not go on counting.
    LOADED.removeIf(
        each -> {
          boolean same = each.text().equals(text);
          if (same) {
            each.close();
          }
          return same;
        });
    LOADED.add(loaded);
    return loaded;
  }

  /** Closes every program that {@link #load} has loaded. */
  public static synchronized void closeAll() {
    LOADED.forEach(BpfModule::close);
    LOADED.clear();
  }

  /**
   * A span of seconds.
   *
   * @param count how many
   * @return the duration
   */
  public static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  /**
   * A span of milliseconds.
   *
   * @param count how many
   * @return the duration
   */
  public static Duration millis(long count) {
    return Duration.ofMillis(count);
  }
}
