package dev.tracebook.lang.run;

import dev.tracebook.lang.gen.Effect;
import dev.tracebook.lang.type.Type;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The values of one printf, a row a call. */
final class PrintedRows {
  private final Effect.Formatted effect;
  private final List<String> names;
  private final List<ByteBuffer> rows = new ArrayList<>();

  PrintedRows(Effect.Formatted effect, String script) {
    this.effect = effect;
    names = effect.names(script);
  }

  void add(ByteBuffer event) {
    byte[] bytes = new byte[event.capacity()];
    event.get(0, bytes);
    rows.add(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
  }

  Table table(MapTable tables) {
    Table table = Table.create("printf");
    int at = 8;
    for (int i = 0; i < effect.values().elements().size(); i++) {
      Type type = effect.values().elements().get(i);
      Column<?> column = tables.column(names.get(i), type, rows, at);
      String name = names.get(i);
      for (int n = 2; table.containsColumn(name); n++) {
        name = names.get(i) + "_" + n;
      }
      column.setName(name);
      table.addColumns(column);
      at += type.stored();
    }
    return table;
  }
}
