package dev.tracebook;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.host.Check;
import dev.tracebook.host.Doctor;
import java.time.Duration;
import java.util.Locale;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The door: what a cell calls, imported statically. */
public final class Tracebook {
  private Tracebook() {}

  /**
   * Compiles a BCC program, loads it and attaches its functions by their names. Needs CAP_BPF and
   * CAP_PERFMON; no kernel headers.
   *
   * <p>Example: {@code var bpf = load("BPF_HASH(counts, u32, u64); TRACEPOINT_PROBE(...) {...}");}
   *
   * @param text the program's C text
   * @return the program; close it, or load the same text again, which closes the one before
   */
  public static synchronized BpfModule load(String text) {
    BpfModule loaded = BpfModule.of(text).load();
    // A cell that is run again replaces its program: the old one must not go on counting.
    for (BpfModule each : BpfModule.loaded()) {
      if (each != loaded && each.text().equals(text)) {
        each.close();
      }
    }
    return loaded;
  }

  /**
   * Begins with a program's text, for options that {@link #load} does not have: parameters, flags,
   * probes that a function's name cannot say.
   *
   * <p>Example: {@code program(text).define("MIN_NS", 1000).attach("on_read",
   * "uprobe:c:read").load()}
   *
   * @param text the program's C text
   * @return its options; {@code load()} ends them
   */
  public static ModuleBuilder program(String text) {
    return BpfModule.of(text);
  }

  /** Closes every program that is loaded in this process. */
  public static void closeAll() {
    BpfModule.loaded().forEach(BpfModule::close);
  }

  /**
   * What this host can trace: each kernel feature (tried out), capability and library.
   *
   * @return a table with the columns check, state (ok, limited, missing), why and remedy
   */
  public static Table doctor() {
    StringColumn name = StringColumn.create("check");
    StringColumn state = StringColumn.create("state");
    StringColumn why = StringColumn.create("why");
    StringColumn remedy = StringColumn.create("remedy");
    for (Check each : Doctor.checks()) {
      name.append(each.name());
      state.append(each.state().name().toLowerCase(Locale.ROOT));
      why.append(each.why());
      remedy.append(each.remedy());
    }
    return Table.create("doctor", name, state, why, remedy);
  }

  /**
   * A span of seconds.
   *
   * @param count how many
   * @return the duration
   */
  public static Duration seconds(long count) {
    return Duration.ofSeconds(count);
  }

  /**
   * A span of milliseconds.
   *
   * @param count how many
   * @return the duration
   */
  public static Duration millis(long count) {
    return Duration.ofMillis(count);
  }
}
