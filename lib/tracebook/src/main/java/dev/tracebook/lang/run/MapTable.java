package dev.tracebook.lang.run;

import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Maps as tables: a row an entry, a column a part of the key, then the values. */
final class MapTable {
  private final Words words;

  MapTable(Words words) {
    this.words = words;
  }

  Table table(MapUse use, List<Entry> entries) {
    Table table = Table.create("@" + use.name());
    Aggregation how = use.aggregation();
    List<Entry> rows = entries;
    if (how != null && how.bucketed()) {
      return bucketed(table, use, how, entries);
    }
    keys(table, use, rows);
    if (how == null) {
      add(table, column("value", use.value(), rows.stream().map(Entry::valueData).toList(), 0));
    } else if (how.name().equals("stats")) {
      List<String> names = List.of("count", "average", "total");
      for (int i = 0; i < 3; i++) {
        add(table, numbers(names.get(i), how, rows, i));
      }
    } else {
      add(table, numbers(how.name(), how, rows, 0));
    }
    return table;
  }

  private void keys(Table table, MapUse use, List<Entry> rows) {
    int at = 0;
    List<ByteBuffer> data = rows.stream().map(Entry::keyData).toList();
    for (int i = 0; i < use.keyTypes().size(); i++) {
      Type type = use.keyTypes().get(i);
      add(table, column(use.keyName(i), type, data, at));
      at += type.stored();
    }
  }

  private static void add(Table table, Column<?> column) {
    String name = column.name();
    for (int i = 2; table.containsColumn(name); i++) {
      name = column.name() + "_" + i;
    }
    column.setName(name);
    table.addColumns(column);
  }

  private static Column<?> numbers(String name, Aggregation how, List<Entry> rows, int index) {
    return integers(
        name, rows.stream().mapToLong(row -> row.numbers()[index]).toArray(), how.signed());
  }

  /** Long values; as text where an unsigned one is more than a Java long can hold. */
  private static Column<?> integers(String name, long[] values, boolean signed) {
    if (signed || Arrays.stream(values).allMatch(each -> each >= 0)) {
      return LongColumn.create(name, values);
    }
    return StringColumn.create(
        name, Arrays.stream(values).mapToObj(Long::toUnsignedString).toList());
  }

  /** A column of stored values: integers as long, bool as boolean, all else as text. */
  Column<?> column(String name, Type type, List<ByteBuffer> data, int at) {
    if (type instanceof Type.Int number) {
      return integers(
          name, data.stream().mapToLong(row -> row.getLong(at)).toArray(), number.signed());
    }
    if (type instanceof Type.Bool) {
      BooleanColumn column = BooleanColumn.create(name);
      data.forEach(row -> column.append(row.getLong(at) != 0));
      return column;
    }
    return StringColumn.create(
        name, data.stream().map(row -> words.text(type, row, at).strip()).toList());
  }

  /** A row a bucket that is not empty: keys, low, high (inclusive), count; or time and value. */
  private Table bucketed(Table table, MapUse use, Aggregation how, List<Entry> entries) {
    List<Entry> rows = new ArrayList<>();
    LongColumn first = LongColumn.create(how.name().equals("tseries") ? "ns" : "low");
    LongColumn second = LongColumn.create(how.name().equals("tseries") ? "value" : "high");
    LongColumn count = LongColumn.create("count");
    for (Entry entry : entries) {
      if (how.name().equals("tseries")) {
        for (int i = 0; i < entry.numbers().length; i += 2) {
          rows.add(entry);
          first.append(entry.numbers()[i] * how.parameters().get(0));
          second.append(entry.numbers()[i + 1]);
        }
        continue;
      }
      MapText.histogram(use, entry, 1).bins().stream()
          .filter(bin -> bin.count() > 0)
          .forEach(
              bin -> {
                rows.add(entry);
                first.append(bin.low());
                second.append(bin.high());
                count.append(bin.count());
              });
    }
    keys(table, use, rows);
    add(table, first);
    add(table, second);
    if (!how.name().equals("tseries")) {
      add(table, count);
    }
    return table;
  }
}
