package dev.tracebook;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.host.Check;
import dev.tracebook.host.Doctor;
import dev.tracebook.lang.ProbeList;
import dev.tracebook.lang.Script;
import dev.tracebook.query.ProbeQuery;
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

  /**
   * A script in the bpftrace language. Nothing is in the kernel before it is run. Needs CAP_BPF,
   * CAP_PERFMON and Linux 5.10.
   *
   * <p>Example: {@code script("tracepoint:raw_syscalls:sys_enter { @[comm] = count();
   * }").run(seconds(5)).map("@")}
   *
   * @param text the script
   * @param params what {@code $1}, {@code $2} ... stand for: numbers or texts
   * @return the script, ready to run any number of times
   * @throws dev.tracebook.error.ScriptException where it is wrong, at the line and column
   */
  public static Script script(String text, Object... params) {
    return Script.compile(text, params);
  }

  /**
   * Asks what happens at probes: refine it with where, select, by, count, hist and others, then run
   * it. Nothing is in the kernel before that.
   *
   * <p>Example: {@code probe("tracepoint:raw_syscalls:sys_enter").by("comm").count()
   * .run(seconds(5))}
   *
   * @param probes where, as bpftrace spells it, wildcards included
   * @return the beginning of a query
   */
  public static ProbeQuery probe(String... probes) {
    return ProbeQuery.at(probes);
  }

  /**
   * Asks how long something takes, from one probe to the next one of another kind in the same
   * thread: {@code elapsed} is the time between in ns. Of nested calls the innermost is measured.
   *
   * <p>Example: {@code span("tracepoint:syscalls:sys_enter_read",
   * "tracepoint:syscalls:sys_exit_read").by("comm").hist("elapsed").run(seconds(5))}
   *
   * @param enter where it begins
   * @param exit where it ends; all expressions are taken here
   * @return the beginning of a query
   */
  public static ProbeQuery span(String enter, String exit) {
    return ProbeQuery.between(enter, exit);
  }

  /**
   * Lists probes of the kernel and of programs with their arguments.
   *
   * <p>Example: {@code probes("tracepoint:tcp:*")}, {@code probes("usdt:/usr/sbin/mariadbd")},
   * {@code probes("uprobe:libc:*alloc*")}
   *
   * @param pattern a probe as bpftrace spells it, with {@code *} and {@code ?}; without a kind, a
   *     part of the name of a tracepoint
   * @return a table with the columns probe and arguments (C types and names, empty where they are
   *     not known); at most 10,000 rows
   */
  public static Table probes(String pattern) {
    return ProbeList.table(pattern);
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
