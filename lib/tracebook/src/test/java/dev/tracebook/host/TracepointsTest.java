package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.TracepointField.Location;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracepointsTest {
  private static final String FORMAT =
      """
      name: shop_order
      ID: 417
      format:
      \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
      \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

      \tfield:const char * file;\toffset:8;\tsize:8;\tsigned:0;
      \tfield:char comm[16];\toffset:16;\tsize:16;\tsigned:0;
      \tfield:__u8 saddr_v6[16];\toffset:32;\tsize:16;\tsigned:0;
      \tfield:char task[TASK_COMM_LEN];\toffset:48;\tsize:16;\tsigned:0;
      \tfield:__data_loc char[] name;\toffset:64;\tsize:4;\tsigned:0;
      \tfield:__rel_loc unsigned long[] bits;\toffset:68;\tsize:4;\tsigned:0;
      \tfield:enum shop_state state;\toffset:72;\tsize:4;\tsigned:1;
      \tfield:unsigned long args[6];\toffset:80;\tsize:48;\tsigned:0;
      \tfield:u32 grid[2][4];\toffset:128;\tsize:32;\tsigned:0;

      print fmt: "state=%s (%d) flags=%s", __print_symbolic((REC->state), { -1, "GONE" }, { 0, "NEW (a, b)" }, { (1 << 3), "SOLD" }), REC->pid, __print_flags(REC->flags, "|", { 0x1UL, "A" }, { (1UL << (4)), "B" })
      """;

  @Test
  void aFormatIsReadInFull() {
    Tracepoint order = TracepointFormat.parse("shop", FORMAT);
    assertThat(order.name()).isEqualTo("shop_order");
    assertThat(order.id()).isEqualTo(417);
    assertThat(order.fields()).hasSize(11);
    assertThat(order.field("file"))
        .isEqualTo(new TracepointField("file", "const char *", 8, 8, false, 0, Location.INLINE));
    assertThat(order.field("comm").isText()).isTrue();
    assertThat(order.field("comm").arrayLength()).isEqualTo(16);
    assertThat(order.field("saddr_v6").cType()).isEqualTo("__u8");
    assertThat(order.field("task").arrayLength()).isEqualTo(16);
    assertThat(order.field("name"))
        .isEqualTo(new TracepointField("name", "char", 64, 4, false, 0, Location.DATA_LOC));
    assertThat(order.field("bits").location()).isEqualTo(Location.REL_LOC);
    assertThat(order.field("bits").cType()).isEqualTo("unsigned long");
    assertThat(order.field("state").cType()).isEqualTo("enum shop_state");
    assertThat(order.field("args").arrayLength()).isEqualTo(6);
    assertThat(order.field("grid").arrayLength()).isEqualTo(8);
    assertThat(order.symbols("state"))
        .containsExactly(
            Map.entry(-1L, "GONE"), Map.entry(0L, "NEW (a, b)"), Map.entry(8L, "SOLD"));
    assertThat(order.flags("flags")).containsExactly(Map.entry(1L, "A"), Map.entry(16L, "B"));
    assertThat(order.symbols("pid")).isEmpty();
    assertThatThrownBy(() -> order.field("stat"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("did you mean state");
  }

  @Test
  @Live
  void everyTracepointOfThisKernelIsReadInFull() throws Exception {
    List<String> all = Tracepoints.list("*:*");
    int fields = 0;
    for (String each : all) {
      String[] parts = each.split(":", 2);
      Path file = Path.of("/sys/kernel/tracing/events", parts[0], parts[1], "format");
      String text = Files.readString(file);
      long expected = text.lines().filter(line -> line.contains("field:")).count();
      Tracepoint read = TracepointFormat.parse(parts[0], text);
      assertThat(read.fields()).as(each).hasSize((int) expected);
      assertThat(read.id()).as(each).isPositive();
      for (TracepointField field : read.fields()) {
        String name = field.name();
        assertThat(text)
            .as(each)
            .containsPattern("[ *]" + name + "(\\[.*\\])?;\toffset:" + field.offset() + ";");
        assertThat(field.arrayLength() == 0 || field.sizeBytes() % field.arrayLength() == 0)
            .as(each + " " + field)
            .isTrue();
        fields++;
      }
    }
    assertThat(fields).isGreaterThan(3000);
  }

  @Test
  @Live
  void dropReasonsAndStatesHaveTheKernelsNames() {
    Map<Long, String> states = Tracepoints.get("sock", "inet_sock_set_state").symbols("newstate");
    assertThat(states).containsEntry(1L, "TCP_ESTABLISHED").containsEntry(2L, "TCP_SYN_SENT");
    assertThat(Tracepoints.get("skb", "kfree_skb").symbols("reason")).hasSizeGreaterThan(20);
  }

  @Test
  @Live
  void aMistypedTracepointGetsTheNearest() {
    assertThatThrownBy(() -> Tracepoints.get("syscalls", "sys_enter_opennat"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("sys_enter_openat");
    assertThatThrownBy(() -> Tracepoints.get("sched", "kfree_skb"))
        .hasMessageContaining("did you mean skb:kfree_skb?");
    assertThatThrownBy(() -> Tracepoints.get("../..", "x"))
        .isInstanceOf(UnknownNameException.class);
    assertThat(Tracepoints.list("sock:inet_sock*")).contains("sock:inet_sock_set_state");
    assertThat(Tracepoints.list("kfree_skb")).contains("skb:kfree_skb");
    assertThat(Tracepoints.root()).isDirectory();
  }

  @Test
  void rawTracepointsComeFromBtf() {
    byte[] btf =
        "\0int\0btf_trace_sys_enter\0x\0btf_trace_kfree_skb\0not_btf_trace_x\0"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(Tracepoints.btfNames(btf)).containsExactly("kfree_skb", "sys_enter");
    if (Files.isReadable(Path.of("/sys/kernel/btf/vmlinux"))) {
      assertThat(Tracepoints.rawNames()).contains("sched_switch", "sys_enter", "kfree_skb");
    }
  }

  @Test
  void countedEventsHaveTheNamesOfPerf() {
    assertThat(CountedEvent.named("cpu", false)).isEqualTo(CountedEvent.CPU_CLOCK);
    assertThat(CountedEvent.named("page-faults", false).config()).isEqualTo(2);
    assertThat(CountedEvent.named("cycles", true).type()).isZero();
    assertThatThrownBy(() -> CountedEvent.named("cache-mises", true))
        .hasMessageContaining("cache-misses");
    assertThatThrownBy(() -> CountedEvent.named("", true)).isInstanceOf(UnknownNameException.class);
  }
}
