package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.threadsnoop;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.bpf.BpfModule;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** threadsnoop against the threads in /proc. */
class ThreadsnoopTest {
  private static final String THREADS =
      """
      wait_for_go();
      static pthread_t threads[23];
      void *routine(void *i) {
        char name[16];
        snprintf(name, sizeof(name), "tracebook-%ld", (long)i);
        pthread_setname_np(pthread_self(), name);
        pause();
        return 0;
      }
      for (long i = 0; i < 23; i++) pthread_create(&threads[i], 0, routine, (void *)i);
      wait_for_go();
      """;

  private static Map<String, String> inProc(int pid) throws Exception {
    Map<String, String> names = new TreeMap<>();
    try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path each : tasks) {
        String tid = String.valueOf(each.getFileName());
        if (!tid.equals(String.valueOf(pid))) {
          names.put(tid, Files.readString(each.resolve("comm")).strip());
        }
      }
    }
    return names;
  }

  @Test
  @Live
  void threadsAreThoseInProc(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, THREADS);
        RunningCapture running = threadsnoop().pid(child.pid()).start()) {
      child.go();
      Map<String, String> theirs = inProc(child.pid());
      while (theirs.values().stream().filter(each -> each.startsWith("tracebook-")).count() < 23) {
        Thread.sleep(20);
        theirs = inProc(child.pid());
      }
      Table rows = running.stop().table();
      Map<String, String> ours = new TreeMap<>();
      for (Row row : rows) {
        ours.put(String.valueOf(row.getLong("tid")), row.getString("name"));
        assertThat(row.getString("routine")).startsWith("routine").contains("workload");
        assertThat(row.getString("comm")).isEqualTo("workload");
      }
      assertThat(ours).isEqualTo(theirs).hasSize(23);
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
    }
    assertThat(BpfModule.loaded()).isEmpty();
  }
}
