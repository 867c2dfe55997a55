package dev.tracebook.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.LayoutException;
import dev.tracebook.error.UnknownNameException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Row;

/** The descriptions are those that libbcc gives for the C in front of them. */
class StructLayoutTest {
  private static Row row(StructLayout layout, Consumer<ByteBuffer> content) {
    ByteBuffer data = ByteBuffer.allocateDirect(layout.sizeBytes()).order(ByteOrder.nativeOrder());
    content.accept(data);
    EventTable events = new EventTable(layout);
    events.accept(data, new int[] {0}, new int[] {layout.sizeBytes()}, 1);
    return events.toTable("one").row(0);
  }

  @Test
  void bitFieldsFollowTheRulesOfC() {
    // struct { u8 a:1; u8 b:2; u32 c:30; u32 d:5; int s:4; u64 e:10; }
    StructLayout layout =
        StructLayout.ofDescription(
            """
            ["bf", [["a","unsigned char", 1], ["b","unsigned char", 2], ["c","unsigned int", 30],
             ["d","unsigned int", 5], ["s","int", 4], ["e","unsigned long long", 10] ], "struct"]""",
            16);
    Row row =
        row(
            layout,
            data -> {
              data.putLong(0, 1 | 2 << 1 | 0x2abcdef1L << 32);
              data.putLong(8, 0x15 | (-3 & 0xf) << 5 | 0x3a5 << 9);
            });
    assertThat(row.getInt("a")).isEqualTo(1);
    assertThat(row.getInt("b")).isEqualTo(2);
    assertThat(row.getInt("c")).isEqualTo(0x2abcdef1);
    assertThat(row.getInt("d")).isEqualTo(0x15);
    assertThat(row.getInt("s")).isEqualTo(-3);
    assertThat(row.getInt("e")).isEqualTo(0x3a5);
  }

  @Test
  void nestedStructsArraysOfThemAndUnionsAreSpreadOut() {
    StructLayout layout =
        StructLayout.ofDescription(
            """
            ["t", [["arr",["in", [["a","short"], ["__pad_1","char",[6]], ["b","unsigned long long"] ],
             "struct_packed"], [2]], ["u",["un", [["v4","unsigned int"], ["v6","unsigned char", [16]] ],
             "union"]], ["", [["x1","unsigned int"], ["x2","unsigned short"], ["__pad_end","char",[2]] ],
             "struct_packed"], ["ok","_Bool"], ["tag","char",[1]], ["__pad_end","char",[6]]],
             "struct_packed"]""",
            64);
    assertThat(layout.names())
        .containsExactly(
            "arr[0].a",
            "arr[0].b",
            "arr[1].a",
            "arr[1].b",
            "u.v4",
            "u.v6",
            "x1",
            "x2",
            "ok",
            "tag");
    Row row =
        row(
            layout.ipv4("u.v4"),
            data -> {
              data.putLong(8, 5).putShort(16, (short) -7).putLong(24, 6);
              data.put(32, new byte[] {10, 0, 0, 1});
              data.putInt(48, 48).putShort(52, (short) 52).put(56, (byte) 1).put(57, (byte) 'x');
            });
    assertThat(row.getLong("arr[0].b")).isEqualTo(5);
    assertThat(row.getInt("arr[1].a")).isEqualTo(-7);
    assertThat(row.getLong("arr[1].b")).isEqualTo(6);
    assertThat(row.getString("u.v4")).isEqualTo("10.0.0.1");
    assertThat(row.getString("u.v6")).isEqualTo("a00:1::");
    assertThat(row.getLong("x1")).isEqualTo(48);
    assertThat(row.getInt("x2")).isEqualTo(52);
    assertThat(row.getBoolean("ok")).isTrue();
    assertThat(row.getString("tag")).isEqualTo("x");
  }

  @Test
  void sixteenBytesNamedAsAnAddressAreOneAndOthersAreNumbers() {
    StructLayout layout =
        StructLayout.ofDescription(
            """
            ["ip", [["saddr","unsigned __int128"], ["daddr","unsigned int",[4]],
             ["d",["in6_addr", [["in6_u",["", [["u6_addr8","unsigned char",[16]],
             ["u6_addr32","unsigned int",[4]]], "union"]] ], "struct_packed"]],
             ["sum","unsigned __int128"], ["diff","__int128"], ["ptr","unsigned long long"]], "struct"]""",
            96);
    Row row =
        row(
            layout.hex("ptr"),
            data -> {
              data.put(0, new byte[] {0x20, 1, 0x0d, (byte) 0xb8}).put(15, (byte) 1);
              data.put(26, new byte[] {-1, -1, 127, 0, 0, 1});
              data.put(47, (byte) 1);
              data.putLong(56, 1);
              data.putLong(64, -2).putLong(72, -1);
              data.putLong(80, 0xffffffff81000000L);
            });
    assertThat(row.getString("saddr")).isEqualTo("2001:db8::1");
    assertThat(row.getString("daddr")).isEqualTo("::ffff:127.0.0.1");
    assertThat(row.getString("d")).isEqualTo("::1");
    assertThat(row.getString("sum")).isEqualTo("18446744073709551616");
    assertThat(row.getString("diff")).isEqualTo("-2");
    assertThat(row.getString("ptr")).isEqualTo("0xffffffff81000000");
    assertThatThrownBy(() -> layout.ipv4("sadr"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("saddr");
    assertThatThrownBy(() -> layout.ipv4("ptr")).hasMessageContaining("8 bytes and not 4");
    assertThatThrownBy(() -> layout.hex("sum")).hasMessageContaining("no integer");
  }

  @Test
  void anArrayOfArraysIsAnErrorSinceBccDoesNotTellItsShape() {
    // struct { u32 m[2][3]; }
    assertThatThrownBy(
            () ->
                StructLayout.ofDescription("[\"t\",[[\"m\",\"unsigned int\",[2]]],\"struct\"]", 24))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("array of arrays");
    var members =
        StructLayout.parse(
            "[[\"t\",[\"t\",[[\"m\",\"unsigned int\",[2]]],\"struct\"]],[\"t__size\",\"char\",[24]]]");
    assertThatThrownBy(() -> StructLayout.ofMember(members, "t"))
        .isInstanceOf(LayoutException.class);
  }

  @Test
  void whereAlignmentIsHiddenThereIsNoGuess() {
    String description =
        """
        ["t", [["f","unsigned char",3], ["in",["in",[["a","unsigned int"]],"struct_packed"]]], "struct"]""";
    assertThatThrownBy(() -> StructLayout.ofDescription(description, 8))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("aligned");
  }

  @Test
  void tooManyColumnsAreRefused() {
    assertThatThrownBy(
            () ->
                StructLayout.ofDescription(
                    "[\"t\",[[\"a\",[\"in\",[[\"x\",\"int\"]],\"struct\"],[17]]],\"struct\"]", 68))
        .isInstanceOf(LayoutException.class)
        .hasMessageContaining("17 structs");
  }
}
