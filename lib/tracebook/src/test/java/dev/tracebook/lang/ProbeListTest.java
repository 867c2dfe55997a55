package dev.tracebook.lang;

import static dev.tracebook.Tracebook.probes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.error.UnknownNameException;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

@Live
class ProbeListTest {
  @Test
  void tracepointsHaveArgumentsWithTypes() {
    Table table = probes("tracepoint:syscalls:sys_enter_openat*");
    assertThat(table.columnNames()).containsExactly("probe", "arguments");
    Table openat =
        table.where(table.stringColumn(0).isEqualTo("tracepoint:syscalls:sys_enter_openat"));
    assertThat(openat.stringColumn(1).get(0))
        .contains("int dfd", "const char *filename", "int flags", "umode_t mode");
    assertThat(probes("enter_openat").stringColumn(0).asList())
        .contains("tracepoint:syscalls:sys_enter_openat");
    assertThat(probes("rawtracepoint:sys_e*").stringColumn(0).asList())
        .contains("rawtracepoint:sys_enter", "rawtracepoint:sys_exit");
  }

  @Test
  void functionsAndUsdtProbesOfPrograms() {
    assertThat(probes("uprobe:libc:*getppid*").stringColumn(0).asList())
        .anySatisfy(each -> assertThat(each).startsWith("uprobe:libc:").endsWith("getppid"));
    Table usdt = probes("usdt:python3:gc__start");
    assertThat(usdt.stringColumn(0).asList()).containsExactly("usdt:python3:python:gc__start");
    assertThat(usdt.stringColumn(1).get(0)).matches("\\w+ arg0");
    assertThatThrownBy(() -> probes("usdt:libc:*no_such_probe"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("usdt:libc:*no_such_probe");
  }

  @Test
  void nothingFoundIsAnErrorWithAHint() {
    assertThatThrownBy(() -> probes("tracepoint:syscals:*"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("syscalls");
    assertThatThrownBy(() -> probes("traicepoint:x:*")).hasMessageContaining("tracepoint");
    assertThatThrownBy(() -> probes("uprobe:libc:no_such_function*"))
        .isInstanceOf(UnknownNameException.class);
  }
}
