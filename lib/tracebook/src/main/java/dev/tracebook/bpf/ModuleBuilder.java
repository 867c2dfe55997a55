package dev.tracebook.bpf;

import dev.tracebook.error.CompileException;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.headers.KernelHeaders;
import dev.tracebook.headers.Prepared;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.sys.NativeOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Options of a program before it is compiled. */
public final class ModuleBuilder {
  private final String text;
  private final List<String> cflags = new ArrayList<>();
  private String headers = "auto";
  private boolean attach = true;

  ModuleBuilder(String text) {
    this.text = text;
  }

  /**
   * Adds a flag for clang.
   *
   * @param flag such as {@code -DLIMIT=10}
   * @return this
   */
  public ModuleBuilder cflag(String flag) {
    cflags.add(flag);
    return this;
  }

  /**
   * Defines a macro, as a parameter of the program.
   *
   * @param name the macro
   * @param value its value, a number or a C expression
   * @return this
   */
  public ModuleBuilder define(String name, Object value) {
    return cflag("-D" + name + "=" + value);
  }

  /**
   * Chooses where kernel types come from.
   *
   * @param mode {@code auto} (default), {@code btf}, {@code installed}, {@code kheaders} or a path
   * @return this
   */
  public ModuleBuilder headers(String mode) {
    headers = mode;
    return this;
  }

  /**
   * Chooses whether functions are attached by their names, as BCC does.
   *
   * @param on false to attach each by hand; default true
   * @return this
   */
  public ModuleBuilder autoAttach(boolean on) {
    attach = on;
    return this;
  }

  /**
   * Compiles, loads and attaches the program. Needs CAP_BPF and CAP_PERFMON.
   *
   * @return the program; nothing is left in the kernel when this throws
   */
  public BpfModule load() {
    LibBcc bcc = LibBcc.load();
    BpfModule module = new BpfModule(bcc, compile(bcc), text);
    try {
      if (attach) {
        module.attachByName();
      }
      return module;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  private long compile(LibBcc bcc) {
    String program = LineMarks.add(OutputStruct.instrument(text));
    CompileException first = null;
    for (Supplier<Prepared> candidate :
        KernelHeaders.candidates(program, HeadersMode.of(headers))) {
      NativeOutput.Captured<Long> compiled = compile(bcc, program, candidate.get());
      if (compiled.value() != 0) {
        return compiled.value();
      }
      CompileException failure = CompilerLog.failure(text, compiled.text());
      first = first == null ? failure : first;
    }
    throw orUnknown(first);
  }

  private NativeOutput.Captured<Long> compile(LibBcc bcc, String program, Prepared headers) {
    List<String> flags = new ArrayList<>(headers.cflags());
    flags.addAll(cflags);
    // libbcc reads the tree from the environment and changes the folder while it compiles: both are
    // safe only under the lock that captures native output.
    return NativeOutput.during(
        () -> {
          LibBcc.setEnvironment("BCC_KERNEL_SOURCE", headers.tree().toString());
          return bcc.compile(program, flags);
        });
  }

  private static CompileException orUnknown(@Nullable CompileException failure) {
    return failure == null ? CompilerLog.failure("", "no headers to compile with") : failure;
  }
}
