package dev.tracebook.capture;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import tech.tablesaw.api.Table;

/**
 * The events of a span of time.
 *
 * @param table a row an event, a column a member of its struct
 * @param lost how many events found no room in the ring; empty where the program does not count
 *     them
 * @param duration how long events were taken
 * @param probes what the program was attached to, in bpftrace's spelling
 */
public record Capture(Table table, OptionalLong lost, Duration duration, List<String> probes) {
  /**
   * One line under the table: events, loss, duration, probes.
   *
   * @return the line
   */
  public String footer() {
    String loss =
        lost.isPresent()
            ? lost.getAsLong() + " lost"
            : "loss not counted: add BPF_ARRAY(drops, u64, 1) and count failed outputs in it";
    return "%d events, %s, %d.%03d s, %s"
        .formatted(
            table.rowCount(),
            loss,
            duration.toSeconds(),
            duration.toMillisPart(),
            String.join(", ", probes));
  }

  @Override
  public String toString() {
    return table.printAll() + System.lineSeparator() + footer();
  }
}
