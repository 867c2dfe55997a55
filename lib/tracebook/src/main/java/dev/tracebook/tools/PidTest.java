package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import java.util.List;
import java.util.stream.Collectors;

/** Which processes a program means that is attached to a file; see bpf/processes.h. */
final class PidTest {
  private PidTest() {}

  /** These processes and their children; all where none is given. */
  static void define(ModuleBuilder program, List<Integer> pids) {
    if (!pids.isEmpty()) {
      program.define(
          "OPT_PID_TEST",
          pids.stream()
              .map(each -> "pid==%1$d||parent==%1$d".formatted(each))
              .collect(Collectors.joining("||", "(", ")")));
    }
  }
}
