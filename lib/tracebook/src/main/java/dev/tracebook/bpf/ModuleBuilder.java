package dev.tracebook.bpf;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.CompileException;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.sys.LibBcc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Options of a program before it is compiled. */
public final class ModuleBuilder {
  private record Attachment(String function, Probe probe) {}

  private final String text;
  private final List<String> cflags = new ArrayList<>();
  private final List<Attachment> attachments = new ArrayList<>();
  private String headers = "auto";
  private boolean attach = true;
  private boolean countLosses = true;
  private boolean cache = true;

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
    if (flag.indexOf('\n') >= 0 || !flag.startsWith("-")) {
      throw new ArgumentException(
          "\"" + flag + "\" is no compiler flag",
          "a flag begins with - and is one line",
          "give one flag a call",
          "man clang");
    }
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
    if (!name.matches("[A-Za-z_]\\w*")) {
      throw new ArgumentException(
          "\"" + name + "\" is no name of a macro",
          "a name is letters, digits and _",
          "define(\"LIMIT\", 10)",
          "man clang");
    }
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
   * Chooses whether code is added to the program that counts the events that find no room.
   *
   * @param on false for a program that counts them itself; default true
   * @return this
   */
  public ModuleBuilder countLosses(boolean on) {
    countLosses = on;
    return this;
  }

  /**
   * Chooses whether the compiled program is kept for the next time, and taken from there: {@code
   * $XDG_CACHE_HOME/tracebook/programs}. Used for types from the running kernel's BTF only.
   *
   * @param on false to compile anew; default true, unless the environment has TRACEBOOK_CACHE=off
   * @return this
   */
  public ModuleBuilder cache(boolean on) {
    cache = on;
    return this;
  }

  /**
   * Attaches a function when the program is loaded. A function that reads USDT arguments
   * (bpf_usdt_readarg) must be attached here: where they are is compiled into it.
   *
   * @param function a function of the program
   * @param probe where it will run
   * @return this
   */
  public ModuleBuilder attach(String function, Probe probe) {
    attachments.add(new Attachment(function, probe));
    return this;
  }

  /**
   * Attaches a function when the program is loaded.
   *
   * @param function a function of the program
   * @param probe the probe in bpftrace's spelling
   * @return this
   */
  public ModuleBuilder attach(String function, String probe) {
    return attach(function, Probe.parse(probe));
  }

  /**
   * Compiles, loads and attaches the program. Needs CAP_BPF and CAP_PERFMON.
   *
   * @return the program; nothing is left in the kernel when this throws
   * @throws CompileException when the C text is wrong, at the user's own line
   */
  public BpfModule load() {
    HeadersMode mode = HeadersMode.of(headers);
    UsdtReaders readers = new UsdtReaders();
    for (Attachment each : attachments) {
      if (each.probe() instanceof Probe.Usdt usdt) {
        readers.add(each.function(), usdt);
      }
    }
    readers.check(text);
    ProgramText program = new ProgramText(text, readers.text(), countLosses);
    Supplier<FreshProgram> compiler =
        () -> new Compiler(LibBcc.load(), program, mode, cflags).compile();
    Optional<CompileCache> kept = cache ? CompileCache.ofUser() : Optional.empty();
    Compiled compiled =
        kept.isPresent() ? kept.get().open(program, cflags, mode, compiler) : compiler.get();
    BpfModule module = new BpfModule(compiled, program);
    try {
      if (attach) {
        module.attachByName();
      }
      attachments.forEach(each -> module.attach(each.function(), each.probe()));
      return module;
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }
}
