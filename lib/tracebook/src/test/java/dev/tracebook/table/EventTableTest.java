package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.LayoutException;
import dev.tracebook.ring.SyntheticRing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class EventTableTest {
  private static final String DESCRIPTION =
      """
      ["event_t",[["ts","unsigned long long"],["small","unsigned char"],["id","unsigned int"],
       ["delta","int"],["comm","char",[16]],["in",["inner",[["a","short"],["b","unsigned long long"]],
       "struct"]],["bytes","unsigned char",[4]],["wide","unsigned __int128"]],"struct"]""";

  private static void put(ByteBuffer record, long ts, String comm) {
    record.putLong(0, ts).put(8, (byte) 200).putInt(12, -2).putInt(16, -3);
    record.put(20, comm.getBytes(StandardCharsets.UTF_8));
    record.putShort(40, (short) -5).putLong(48, 9).put(56, new byte[] {1, 2, 3, -1});
    record.putLong(64, 0).putLong(72, 1);
  }

  private static Table table(StructLayout layout, int rows, long first) {
    EventTable table = new EventTable(layout);
    SyntheticRing ring = new SyntheticRing(1 << 16);
    for (int i = 0; i < rows; i++) {
      long ts = first + i;
      if (!ring.write(0, 80, record -> put(record, ts, "proc" + ts % 3))) {
        ring.reader().drain(table);
        assertThat(ring.write(0, 80, record -> put(record, ts, "proc" + ts % 3))).isTrue();
      }
    }
    ring.reader().drain(table);
    assertThat(table.rows()).isEqualTo(rows);
    return table.toTable("events");
  }

  @Test
  void everyKindOfMemberKeepsItsValueOverManyChunks() {
    int rows = 2 * ColumnStore.CHUNK + 7919;
    Table table = table(StructLayout.ofDescription(DESCRIPTION, 80), rows, 1000);
    assertThat(table.columnNames())
        .containsExactly("ts", "small", "id", "delta", "comm", "in.a", "in.b", "bytes", "wide");
    assertThat(table.rowCount()).isEqualTo(rows);
    for (int i = 0; i < rows; i += 997) {
      assertThat(table.longColumn("ts").getLong(i)).isEqualTo(1000 + i);
      assertThat(table.stringColumn("comm").get(i)).isEqualTo("proc" + (1000 + i) % 3);
    }
    assertThat(table.row(rows - 1).getInt("small")).isEqualTo(200);
    assertThat(table.row(rows - 1).getLong("id")).isEqualTo(4294967294L);
    assertThat(table.row(rows - 1).getLong("delta")).isEqualTo(-3);
    assertThat(table.row(rows - 1).getInt("in.a")).isEqualTo(-5);
    assertThat(table.row(rows - 1).getString("bytes")).isEqualTo("[1, 2, 3, 255]");
    assertThat(table.row(rows - 1).getString("wide")).isEqualTo("18446744073709551616");
    assertThat(table.stringColumn("comm").unique().size()).isEqualTo(3);
    assertThat(table.countBy("comm").intColumn(1).sum()).isEqualTo(rows);
  }

  @Test
  void unsignedValuesBeyondALongAreExactText() {
    Table table = table(StructLayout.ofDescription(DESCRIPTION, 80), 3, -2);
    assertThat(table.stringColumn("ts").asList())
        .containsExactly("18446744073709551614", "18446744073709551615", "0");
  }

  @Test
  void aFinishedTableIsWhatASnapshotWas() {
    EventTable events = new EventTable(StructLayout.ofDescription(DESCRIPTION, 80));
    SyntheticRing ring = new SyntheticRing(1 << 16);
    for (int i = 0; i < 100; i++) {
      long ts = i;
      ring.write(0, 80, record -> put(record, ts, "proc" + ts % 7));
    }
    ring.reader().drain(events);
    Table snapshot = events.toTable("events");
    Table finished = events.finish("events");
    assertThat(finished.printAll()).isEqualTo(snapshot.printAll());
    assertThat(events.toTable("events")).isSameAs(finished);
    ring.write(0, 80, record -> put(record, 1, "late"));
    assertThatThrownBy(() -> ring.reader().drain(events)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSignedValueThatTablesawCallsMissingIsKept() {
    EventTable events =
        new EventTable(StructLayout.ofDescription("[\"s\",[[\"v\",\"long\"]],\"struct\"]", 8));
    SyntheticRing ring = new SyntheticRing(4096);
    ring.write(0, 8, record -> record.putLong(0, Long.MIN_VALUE));
    ring.write(0, 8, record -> record.putLong(0, -1));
    ring.reader().drain(events);
    assertThat(events.toTable("s").stringColumn("v").asList())
        .containsExactly("-9223372036854775808", "-1");
  }

  @Test
  void whatIsNoLayoutIsAnErrorAndNoGuess() {
    assertThatThrownBy(() -> StructLayout.ofDescription(DESCRIPTION, 88))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("80");
    assertThatThrownBy(
            () -> StructLayout.ofDescription("[\"x\",[[\"a\",\"odd_t\"]],\"struct\"]", 4))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("odd_t");
    EventTable table = new EventTable(StructLayout.ofDescription(DESCRIPTION, 80));
    SyntheticRing ring = new SyntheticRing(4096);
    ring.write(0, 8, record -> {});
    assertThatThrownBy(() -> ring.reader().drain(table)).isInstanceOf(LayoutException.class);
  }
}
