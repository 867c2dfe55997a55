package dev.tracebook.bpf;

import java.util.List;

/** The part of the verifier's log that says why. */
final class VerifierLog {
  private static final int SHOWN = 6;

  private VerifierLog() {}

  static String lastLines(String log) {
    List<String> lines =
        log.lines()
            .filter(each -> !each.isBlank())
            .filter(each -> !each.startsWith("processed ") && !each.startsWith("verification time"))
            .toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
  }
}
