package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.capture.CaptureSource;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Tracing;
import dev.tracebook.host.Processes;

/**
 * A ready-made question to the kernel. Options give a new tool and leave this one as it is; the
 * kernel is not touched before {@link #run}, {@link #start} or {@link #live}.
 *
 * <p>Needs CAP_BPF and CAP_PERFMON; no kernel headers. Example: {@code
 * opensnoop().pid(1234).run(seconds(5))}
 *
 * @param <T> the tool
 */
public abstract class Tool<T extends Tool<T>> implements Tracing {
  final Options options;
  private final String name;

  Tool(String name, Options options) {
    this.name = name;
    this.options = options;
  }

  /** The same tool with other options. */
  abstract T with(Options changed);

  /** The tool with what its options mean at this moment, such as the processes of a name. */
  T resolved() {
    return with(options);
  }

  /** Takes over a module that is attached, and closes it at the end. */
  abstract CaptureSource source(BpfModule module);

  /** The program's C text. */
  String text() {
    return ToolText.of(name).program();
  }

  /** The program with its options, for a tool that must add macros or attachments. */
  ModuleBuilder program() {
    ModuleBuilder program = BpfModule.of(text());
    options.define(program);
    return program;
  }

  final String name() {
    return name;
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.tracebook.error.TraceException when it cannot be attached; nothing is left then
   */
  @Override
  public final RunningCapture start() {
    if (options.has("pid")) {
      Processes.get((int) options.number("pid", 0));
    }
    T tool = resolved();
    BpfModule module = tool.program().load();
    try {
      return new RunningCapture(tool.source(module));
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  /** What the tool asks, which options are set, and what it costs. */
  @Override
  public final String toString() {
    ToolText text = ToolText.of(name);
    return "%s()%s: %s%nOverhead: %s%nNothing runs yet: run(seconds(5)), start() or live(seconds(5))"
        .formatted(name, options, text.purpose(), text.overhead());
  }
}
