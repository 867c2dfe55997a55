package dev.tracebook.table;

import dev.tracebook.error.LayoutException;
import dev.tracebook.ring.BatchSink;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * Events of one struct, gathered column by column, as a Tablesaw table.
 *
 * <p>While it grows, an event takes the bytes of its members (4 for a text, as a dictionary code);
 * nothing is ever copied to grow. Example: {@code ring.drain(events); events.toTable("opens");}
 */
public final class EventTable implements BatchSink {
  private final StructLayout layout;
  private final List<ColumnStore> columns;
  private int rows;
  private @Nullable Table finished;

  /**
   * Makes an empty table.
   *
   * @param layout the struct that every record holds
   */
  public EventTable(StructLayout layout) {
    this.layout = layout;
    columns = layout.fields().stream().map(ColumnStore::of).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws LayoutException when a record has another size than the struct, or there are 2^31
   *     events; no event of the batch is added then
   */
  @Override
  public synchronized void accept(ByteBuffer data, int[] offsets, int[] sizes, int count) {
    int expected = layout.sizeBytes();
    for (int i = 0; i < count; i++) {
      if (sizes[i] != expected) {
        throw new LayoutException(
            "an event is no struct " + layout.typeName(),
            "it has " + sizes[i] + " bytes, the struct " + expected,
            "send one struct type through one buffer",
            StructLayout.SEE);
      }
    }
    if (finished != null) {
      throw new IllegalStateException("the table of " + layout.typeName() + " is finished");
    }
    if (rows > Integer.MAX_VALUE - count) {
      throw new LayoutException(
          "there are too many events for one table",
          "a Tablesaw table holds " + Integer.MAX_VALUE + " rows",
          "capture for a shorter time, or count in the program with a map",
          "https://jtablesaw.github.io/tablesaw/");
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
   * The struct of the events.
   *
   * @return its layout
   */
  public StructLayout layout() {
    return layout;
  }

  /**
   * Makes a table of the events so far, and goes on: a column a member, in the struct's order.
   *
   * @param name the table's name
   * @return the table; values of 8 bytes that a Java long or Tablesaw cannot hold make their column
   *     text, exactly
   */
  public synchronized Table toTable(String name) {
    return finished != null ? finished : table(name, false);
  }

  /**
   * Makes the table of all events; no more can be added. What was gathered is let go column by
   * column, so that the data is never there twice.
   *
   * @param name the table's name
   * @return the table, also from {@link #toTable} and from a second call
   */
  public synchronized Table finish(String name) {
    if (finished == null) {
      finished = table(name, true);
    }
    return finished;
  }

  private Table table(String name, boolean release) {
    Table table = Table.create(name);
    columns.forEach(each -> table.addColumns(each.column(rows, release)));
    return table;
  }
}
