package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.LayoutException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class RecordRowsTest {
  /**
   * struct { u64 start_ns; u32 pid; s16 delta; bool ok; char comm[8]; struct { u8 a; } in; u64 sum;
   * }
   */
  private static final StructLayout LAYOUT =
      StructLayout.ofDescription(
          """
          ["event_t", [["start_ns","unsigned long long"], ["pid","unsigned int"], ["delta","short"],
           ["ok","_Bool"], ["comm","char",[8]], ["in",["in",[["a","unsigned char"]],"struct_packed"]],
           ["__pad_end","char",[8]], ["sum","unsigned long long"]], "struct_packed"]""",
          40);

  private record In(short a) {}

  private record Event(
      long startNs, long pid, short delta, boolean ok, String comm, In in, BigInteger sum) {}

  private record TooSmall(int pid) {}

  private record Mistyped(String comn) {}

  private record Small(long sum) {}

  private static Table table() {
    ByteBuffer data = ByteBuffer.allocateDirect(40).order(ByteOrder.nativeOrder());
    data.putLong(0, 7).putInt(8, -2).putShort(12, (short) -3).put(14, (byte) 1);
    data.put(15, "bash".getBytes(StandardCharsets.UTF_8)).put(23, (byte) 200).putLong(32, -1);
    EventTable events = new EventTable(LAYOUT);
    events.accept(data, new int[] {0}, new int[] {40}, 1);
    data.put(15, "cat\0".getBytes(StandardCharsets.UTF_8)).putLong(32, 5);
    events.accept(data, new int[] {0}, new int[] {40}, 1);
    return events.toTable("events");
  }

  @Test
  void rowsAreRecordsByName() {
    List<Event> rows = RecordRows.of(Event.class).check(LAYOUT).read(table());
    BigInteger all = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertThat(rows)
        .containsExactly(
            new Event(7, 4294967294L, (short) -3, true, "bash", new In((short) 200), all),
            new Event(
                7,
                4294967294L,
                (short) -3,
                true,
                "cat",
                new In((short) 200),
                BigInteger.valueOf(5)));
  }

  @Test
  void aTypeThatDoesNotHoldEveryValueIsAnErrorThatNamesBothSides() {
    assertThatThrownBy(() -> RecordRows.of(TooSmall.class).check(LAYOUT))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("int pid")
        .hasMessageContaining("unsigned, 32 bits")
        .hasMessageContaining("long pid");
    assertThatThrownBy(() -> RecordRows.of(Mistyped.class).check(LAYOUT))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("comn")
        .hasMessageContaining("did you mean comm");
    assertThatThrownBy(() -> RecordRows.of(Mistyped.class).read(table()))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("comm");
  }

  @Test
  void aValueBeyondItsTypeIsAnErrorAndNoOtherNumber() {
    List<Small> rows = RecordRows.of(Small.class).check(LAYOUT).read(table());
    assertThat(rows.get(1)).isEqualTo(new Small(5));
    assertThatThrownBy(() -> rows.get(0))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("18446744073709551615")
        .hasMessageContaining("BigInteger");
  }

  @Test
  void aLocalRecordWorksToo() {
    record Here(String comm, long pid) {}

    assertThat(RecordRows.of(Here.class).read(table()).get(0))
        .isEqualTo(new Here("bash", 4294967294L));
  }
}
