package dev.tracebook.tools;

import dev.tracebook.capture.Capture;
import java.util.List;
import java.util.function.UnaryOperator;
import tech.tablesaw.api.Table;

/**
 * What was read of a tool's maps at one moment.
 *
 * @param events how many events were counted in the kernel
 * @param table the rows
 * @param notes what must be said of them
 * @param dress adds text and picture to the capture of the rows
 */
record Result(long events, Table table, List<String> notes, UnaryOperator<Capture> dress) {
  Result {
    notes = List.copyOf(notes);
  }
}
