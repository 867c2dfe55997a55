package dev.tracebook.tools;

import static dev.tracebook.tools.Tools.gethostlatency;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.TraceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class GethostlatencyTest {
  private static final String LOOKUPS =
      """
      struct addrinfo *found, numeric = {.ai_flags = AI_NUMERICHOST};
      char longest[301];
      memset(longest, 'a', 300);
      longest[300] = 0;
      wait_for_go();
      for (int i = 0; i < 23; i++)
        if (!getaddrinfo("localhost", NULL, NULL, &found)) freeaddrinfo(found);
      for (int i = 0; i < 7; i++) gethostbyname("localhost");
      for (int i = 0; i < 5; i++) gethostbyname2("localhost", AF_INET);
      for (int i = 0; i < 3; i++) getaddrinfo("no.number", NULL, &numeric, &found);
      if (!getaddrinfo(NULL, "80", NULL, &found)) freeaddrinfo(found);
      getaddrinfo(longest, NULL, &numeric, &found);
      """;

  @Test
  @Live
  void everyLookUpIsARow(@TempDir Path folder) throws Exception {
    try (Child child = Child.start(folder, LOOKUPS);
        RunningCapture running = gethostlatency().pid(child.pid()).start()) {
      assertThat(child.finish()).isZero();
      Capture capture = running.stop();
      Table rows = capture.table();
      assertThat(capture.lost()).hasValue(0);
      assertThat(rows.columnNames())
          .containsExactly(
              "time",
              "ktimeNs",
              "uid",
              "pid",
              "tid",
              "comm",
              "function",
              "host",
              "error",
              "durationNs");
      List<String> expected = new ArrayList<>();
      expected.addAll(Collections.nCopies(23, "getaddrinfo localhost "));
      expected.addAll(Collections.nCopies(7, "gethostbyname localhost "));
      expected.addAll(Collections.nCopies(5, "gethostbyname2 localhost "));
      expected.addAll(Collections.nCopies(3, "getaddrinfo no.number EAI_NONAME"));
      expected.add("getaddrinfo  ");
      expected.add("getaddrinfo " + "a".repeat(255) + "… EAI_NONAME");
      List<String> seen = new ArrayList<>();
      rows.forEach(
          row ->
              seen.add(
                  row.getString("function")
                      + " "
                      + row.getString("host")
                      + " "
                      + row.getString("error")));
      assertThat(seen).isEqualTo(expected);
      assertThat(rows.longColumn("durationNs").min()).isPositive();
      assertThat(rows.longColumn("pid").unique().asList()).containsExactly((long) child.pid());
      assertThat(capture.text()).startsWith("TIME      PID     COMM                  LATms HOST\n");
      assertThat(capture.svg()).isPresent();
    }
  }

  @Test
  @Live
  void aLibraryThatIsNoneIsToldAndLeavesNothing() {
    assertThatThrownBy(() -> gethostlatency().library("/no/such/libc.so.6").start())
        .isInstanceOf(TraceException.class)
        .hasMessageContaining("/no/such/libc.so.6");
  }
}
