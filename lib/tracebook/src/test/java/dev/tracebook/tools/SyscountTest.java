package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.syscount;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.UnknownNameException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SyscountTest {
  private static final String CALLS =
      """
      wait_for_go();
      for (int i = 0; i < 7919; i++) syscall(SYS_getppid);
      for (int i = 0; i < 23; i++) close(-1);
      """;

  private static long count(Table table, String key, String name) {
    Table row = table.where(table.stringColumn(key).isEqualTo(name));
    return row.isEmpty() ? 0 : row.longColumn("count").getLong(0);
  }

  @Test
  @Live
  void everySystemCallIsCounted(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, CALLS);
        RunningCapture failed = syscount().pid(child.pid()).errno("EBADF").start();
        RunningCapture processes = syscount().perProcess().syscall("getppid").start();
        RunningCapture running = syscount().pid(child.pid()).latency().start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table table = capture.table();
      assertThat(table.columnNames()).containsExactly("syscall", "count", "totalNs");
      assertThat(count(table, "syscall", "getppid")).isEqualTo(7919);
      assertThat(count(table, "syscall", "close")).isEqualTo(23);
      assertThat((long) table.longColumn("count").sum()).isEqualTo(capture.summary().events());
      assertThat(table.longColumn("totalNs").min()).isPositive();
      assertThat(capture.text().lines().findFirst().orElse(""))
          .isEqualTo("SYSCALL                   COUNT        TIME (us)");
      assertThat(capture.svg()).isPresent();
      Table errors = failed.stop().table();
      assertThat(errors.stringColumn("syscall").asList()).containsExactly("close");
      assertThat(errors.longColumn("count").asList()).containsExactly(23L);
      Table each = processes.stop().table();
      Table own = each.where(each.longColumn("pid").isEqualTo((double) child.pid()));
      assertThat(count(own, "comm", "workload")).isEqualTo(7919);
    }
  }

  @Test
  void unknownNamesAreToldOnTheSpot() {
    assertThatThrownBy(() -> syscount().syscall("raed"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("read");
    assertThatThrownBy(() -> syscount().errno("ENOENTT"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("ENOENT");
    assertThat(SystemCalls.read("aarch64")).containsEntry(63, "read").containsEntry(435, "clone3");
    assertThat(SystemCalls.read("x86_64")).containsEntry(0, "read").containsEntry(435, "clone3");
  }
}
