package dev.tracebook.capture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a reader must know of a capture to trust it.
 *
 * @param events how many events came, or how many rows a map had
 * @param lost how many events found no room; empty where nothing can be lost or nobody counted
 * @param duration how long events were taken
 * @param probes what the program was attached to, in bpftrace's spelling
 * @param skipped the probes of a pattern that could not be attached, each with its reason
 * @param notes what else must be said, a sentence each
 */
public record Summary(
    long events,
    OptionalLong lost,
    Duration duration,
    List<String> probes,
    List<String> skipped,
    List<String> notes) {
  private static final int NAMED = 3;

  /**
   * Makes a summary.
   *
   * @param events how many events came, or how many rows a map had
   * @param lost how many events found no room; empty where nothing can be lost or nobody counted
   * @param duration how long events were taken
   * @param probes what the program was attached to, in bpftrace's spelling
   * @param skipped the probes of a pattern that could not be attached, each with its reason
   * @param notes what else must be said, a sentence each
   */
  public Summary {
    probes = List.copyOf(probes);
    skipped = List.copyOf(skipped);
    notes = List.copyOf(notes);
  }

  /**
   * One line: events, loss, duration, probes, skipped ones, notes.
   *
   * @return such as {@code 7,919 events, 0 lost, 5.000 s, tracepoint:syscalls:sys_enter_openat}
   */
  public String footer() {
    List<String> parts = new ArrayList<>();
    parts.add(counted(events, "event"));
    lost.ifPresent(count -> parts.add("%,d lost".formatted(count)));
    parts.add("%d.%03d s".formatted(duration.toSeconds(), duration.toMillisPart()));
    if (!probes.isEmpty()) {
      parts.add(some(probes));
    }
    if (!skipped.isEmpty()) {
      parts.add(counted(skipped.size(), "probe") + " skipped: " + some(skipped));
    }
    parts.addAll(notes);
    return String.join(", ", parts);
  }

  /**
   * The note on hits of probes at which the kernel did not run the program.
   *
   * @param count how many
   * @return a note, or none for 0
   */
  public static List<String> ofMissedRuns(long count) {
    return count == 0
        ? List.of()
        : List.of(
            counted(count, "hit")
                + " of probes not seen (the kernel runs no program inside of another)");
  }

  private static String counted(long count, String noun) {
    return "%,d %s%s".formatted(count, noun, count == 1 ? "" : "s");
  }

  private static String some(List<String> names) {
    String shown = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
  }
}
