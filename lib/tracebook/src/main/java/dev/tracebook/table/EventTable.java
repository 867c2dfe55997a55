package dev.tracebook.table;

import dev.tracebook.error.LayoutException;
import dev.tracebook.ring.BatchSink;
import java.nio.ByteBuffer;
import java.util.List;
import tech.tablesaw.api.Table;

/** Events of one struct, gathered column by column, as a Tablesaw table. */
public final class EventTable implements BatchSink {
  private final StructLayout layout;
  private final List<ColumnStore> columns;
  private int rows;

  /**
   * Makes an empty table.
   *
   * @param layout the struct that every record holds
   */
  public EventTable(StructLayout layout) {
    this.layout = layout;
    columns = layout.fields().stream().map(ColumnStore::of).toList();
  }

  @Override
  public synchronized void accept(ByteBuffer data, int[] offsets, int[] sizes, int count) {
    for (int i = 0; i < count; i++) {
      if (sizes[i] != layout.sizeBytes()) {
        throw new LayoutException(
            "an event is no struct " + layout.typeName(),
            "it has " + sizes[i] + " bytes, the struct " + layout.sizeBytes(),
            "send one struct type through one buffer",
            "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md");
      }
    }
    for (ColumnStore each : columns) {
      each.add(data, offsets, count, rows);
    }
    rows += count;
  }

  /**
   * Counts the events.
   *
   * @return how many came so far
   */
  public synchronized int rows() {
    return rows;
  }

  /**
   * Makes a table of the events so far: a column a member, in the struct's order.
   *
   * @param name the table's name
   * @return the table; u64 values beyond a Java long make their column text, exactly
   */
  public synchronized Table toTable(String name) {
    Table table = Table.create(name);
    columns.forEach(each -> table.addColumns(each.column(rows)));
    return table;
  }
}
