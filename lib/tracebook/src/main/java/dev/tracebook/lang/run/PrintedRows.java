package dev.tracebook.lang.run;

import dev.tracebook.lang.gen.Effect;
import dev.tracebook.lang.type.Type;
import dev.tracebook.table.EventTable;
import dev.tracebook.table.Field;
import dev.tracebook.table.StructLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The values of one printf or print, a row a call. */
final class PrintedRows {
  /** The number of the effect stands in front of the values. */
  private static final int FIRST = 8;

  private final Type.Tuple values;
  private final List<String> names;

  /** Where all values are plain, they are gathered column by column. */
  private final @Nullable EventTable columns;

  /** Else they are turned into text as they come: a process may be gone a moment later. */
  private final List<Object[]> rows = new ArrayList<>();

  private final Map<String, String> texts = new HashMap<>();
  private final Words words;

  PrintedRows(Effect.Rows effect, String script, Words words) {
    this.words = words;
    values = effect.values();
    names = distinct(effect.names(script));
    boolean plain = values.elements().stream().allMatch(PrintedRows::plain);
    columns = plain ? new EventTable(layout()) : null;
  }

  private static List<String> distinct(List<String> names) {
    Set<String> all = new HashSet<>();
    List<String> distinct = new ArrayList<>();
    for (String each : names) {
      String name = each;
      for (int n = 2; !all.add(name); n++) {
        name = each + "_" + n;
      }
      distinct.add(name);
    }
    return distinct;
  }

  private static boolean plain(Type type) {
    return type instanceof Type.Int || type instanceof Type.Bool || type instanceof Type.Str;
  }

  private StructLayout layout() {
    List<Field> fields = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Type type = values.elements().get(i);
      int at = FIRST + values.offset(i);
      if (type instanceof Type.Str text) {
        fields.add(new Field(names.get(i), Field.Kind.TEXT, at, text.capacity(), 1));
      } else if (type instanceof Type.Bool) {
        fields.add(new Field(names.get(i), Field.Kind.BOOL, at, 8, 1));
      } else {
        boolean signed = type instanceof Type.Int number && number.signed();
        Field.Kind kind = signed ? Field.Kind.SIGNED : Field.Kind.UNSIGNED;
        fields.add(new Field(names.get(i), kind, at, 8, 1));
      }
    }
    return new StructLayout("event", fields, FIRST + values.stored());
  }

  int size() {
    return columns == null ? rows.size() : columns.rows();
  }

  void add(ByteBuffer data, int[] offsets, int[] sizes, int count) {
    if (columns != null) {
      columns.accept(data, offsets, sizes, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      ByteBuffer event = data.slice(offsets[i], sizes[i]).order(data.order());
      Object[] row = new Object[names.size()];
      for (int part = 0; part < row.length; part++) {
        Object value = words.plain(values.elements().get(part), event, FIRST + values.offset(part));
        // The same stacks and names come again and again.
        row[part] = value instanceof String text ? texts.computeIfAbsent(text, t -> t) : value;
      }
      rows.add(row);
    }
  }

  Table table() {
    if (columns != null) {
      return columns.toTable("printed");
    }
    Table table = Table.create("printed");
    for (int i = 0; i < names.size(); i++) {
      table.addColumns(column(i));
    }
    return table;
  }

  private Column<?> column(int part) {
    String name = names.get(part);
    if (rows.stream().allMatch(row -> row[part] instanceof Long)) {
      return LongColumn.create(name, rows.stream().mapToLong(row -> (Long) row[part]).toArray());
    }
    if (rows.stream().allMatch(row -> row[part] instanceof Boolean)) {
      BooleanColumn column = BooleanColumn.create(name);
      rows.forEach(row -> column.append((Boolean) row[part]));
      return column;
    }
    return StringColumn.create(name, rows.stream().map(row -> row[part].toString()).toList());
  }
}
