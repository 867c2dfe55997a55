package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.ArgumentException;
import dev.tracebook.host.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The options that dbslower and dbstat share. */
final class DatabaseOptions {
  static final Duration SLOW = Duration.ofMillis(1);

  private DatabaseOptions() {}

  static Options server(String server) {
    return Options.NONE.text("server", server);
  }

  static Options min(Options options, Duration latency) {
    if (latency.isNegative()) {
      throw new ArgumentException(
          "min(" + latency + ") is out of range",
          "no statement ends before it begins",
          "min(millis(50)), or min(Duration.ZERO) for all",
          "java.time.Duration");
    }
    return options.with("min", latency);
  }

  static Options pids(Options options, int... pids) {
    if (pids.length == 0) {
      throw new ArgumentException(
          "pids() names no process", "nothing would be shown", "pids(1234)", "pgrep -fl postgres");
    }
    for (int each : pids) {
      options.number("pid", each, 1, Integer.MAX_VALUE);
    }
    return options.with("pids", Arrays.stream(pids).boxed().toList());
  }

  /** With the server that is meant, and its processes at the start. */
  static Options resolved(Options options) {
    Database database = Database.find(options.text("server"));
    options.list("pids", Integer.class).forEach(Processes::get);
    return options.with("database", database).with("running", database.servers());
  }

  static Database database(Options resolved) {
    return resolved.get("database", Database.class);
  }

  static ModuleBuilder attach(ModuleBuilder program, Options resolved) {
    return database(resolved)
        .attach(
            program, resolved.list("pids", Integer.class), resolved.list("exclude", String.class));
  }

  /** What became of the servers since the start, a sentence each. */
  static List<String> restarts(Options resolved) {
    List<Integer> before = resolved.list("running", Integer.class);
    List<Integer> now = database(resolved).servers();
    List<String> notes = new ArrayList<>();
    before.stream()
        .filter(each -> !now.contains(each))
        .forEach(each -> notes.add("the server " + each + " has ended"));
    now.stream()
        .filter(each -> !before.contains(each))
        .forEach(each -> notes.add("the server " + each + " was started since"));
    return notes;
  }
}
