package dev.tracebook.lang;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.lang.gen.Generator;
import dev.tracebook.lang.gen.Program;
import dev.tracebook.lang.run.Keep;
import dev.tracebook.lang.run.Session;
import dev.tracebook.lang.tree.Source;
import dev.tracebook.lang.type.Analyzer;
import dev.tracebook.lang.type.Checked;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A script in the bpftrace language, checked and compiled to BCC C. Nothing is in the kernel before
 * {@link #run} or {@link #start}. Needs CAP_BPF, CAP_PERFMON and Linux 5.10.
 *
 * <p>Example: {@code Script.compile("tracepoint:raw_syscalls:sys_enter { @[comm] = count();
 * }").run(Duration.ofSeconds(5)).map("@")}
 *
 * <p>Source: the <a href="https://docs.bpftrace.org/">bpftrace language</a>.
 */
public final class Script {
  private static final int RING_PAGES = 2048;

  private final String text;
  private final Program program;

  private final Keep keep;

  private Script(String text, Program program, Keep keep) {
    this.text = text;
    this.program = program;
    this.keep = keep;
  }

  /**
   * Parses, checks and compiles a script.
   *
   * @param text the script
   * @param params what {@code $1}, {@code $2} ... stand for: numbers or texts
   * @return the script, ready to run any number of times
   * @throws dev.tracebook.error.ScriptException where it is wrong, at the line and column
   */
  public static Script compile(String text, Object... params) {
    List<String> values = Arrays.stream(params).map(String::valueOf).toList();
    Checked checked = Analyzer.check(text, values);
    return new Script(text, Generator.generate(checked, RING_PAGES), Keep.SCRIPT);
  }

  /**
   * Checks and compiles a tree, such as a query's.
   *
   * @param source the tree
   * @param keep how much of what it says is kept
   * @return the script
   * @throws dev.tracebook.error.ScriptException where it is wrong
   */
  public static Script compile(Source source, Keep keep) {
    Program program = Generator.generate(Analyzer.check(source), RING_PAGES);
    return new Script(source.text(), program, keep);
  }

  /**
   * Runs the script for a while, until it calls exit(), or until this thread is interrupted.
   *
   * @param atMost how long
   * @return what it printed, and its maps
   */
  public ScriptResult run(Duration atMost) {
    try (RunningScript running = start()) {
      return running.await(atMost);
    }
  }

  /**
   * Runs the script for a while and redraws what it printed and its maps about twice a second.
   *
   * @param atMost how long
   * @return what it printed, and its maps
   */
  public ScriptResult live(Duration atMost) {
    try (RunningScript running = start()) {
      return running.awaitLive(atMost);
    }
  }

  /**
   * Starts the script in the background.
   *
   * @return the running script; close it
   */
  public RunningScript start() {
    return new RunningScript(new Session(program, BpfModule.of(program.text()), keep));
  }

  /**
   * The script's text.
   *
   * @return as it was given
   */
  public String text() {
    return text;
  }

  /**
   * The C text that BCC compiles, for those who want to see it.
   *
   * @return the program
   */
  public String c() {
    return program.text();
  }

  @Override
  public String toString() {
    return text;
  }
}
