package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.filelife;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class FilelifeTest {
  /** Files are made and deleted in each way; those that stay, or were there before, are no rows. */
  private static final String FILES =
      """
      char name[300], longest[300];
      if (chdir(args[1])) return 1;
      mkdir("a", 0700);
      mkdir("b", 0700);
      close(creat("before", 0600));
      wait_for_go();
      for (int i = 0; i < 23; i++) {
        snprintf(name, sizeof(name), "%s/a/short-%d", args[1], i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
        if (unlink(name)) return 2;
      }
      /* The same name in two folders, deleted in the other order; a hard link keeps one alive. */
      close(creat("a/same", 0600));
      close(creat("b/same", 0600));
      unlinkat(AT_FDCWD, "b/same", 0);
      link("a/same", "kept");
      unlink("a/same");
      /* Renamed, then deleted under the new name; and replaced by a renamed one. */
      close(creat("old", 0600));
      rename("old", "b/new");
      unlink("b//new");
      close(creat("target", 0600));
      close(creat("source", 0600));
      rename("source", "target");
      /* Deleted while open; a failed deletion before. */
      int fd = open("open", O_CREAT | O_EXCL | O_RDWR, 0600);
      unlink("no/open");
      unlink("open");
      close(fd);
      unlink("before");
      memset(longest, 'x', 100);
      longest[100] = 0;
      close(creat(longest, 0600));
      unlink(longest);
      close(creat("stays", 0600));
      close(open("stays", O_CREAT | O_WRONLY, 0600));
      """;

  @Test
  @Live
  void everyFileThatIsMadeAndDeletedIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, FILES, folder.toString());
        RunningCapture running = filelife().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 23; i++) {
        expected.add("short-" + i);
      }
      expected.addAll(List.of("same", "new", "target", "open", "x".repeat(63)));
      assertThat(rows.stringColumn("file").asList()).isEqualTo(expected);
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
      assertThat(rows.longColumn("creatorPid").unique().asList())
          .containsExactly((long) child.pid());
      assertThat(rows.stringColumn("creatorComm").unique().asList()).containsExactly("workload");
      assertThat(rows.longColumn("durationNs").min()).isPositive();
      assertThat(capture.text()).startsWith("TIME     PID     COMM             AGE(s)  FILE\n");
      assertThat(capture.svg()).isPresent();
    }
  }
}
