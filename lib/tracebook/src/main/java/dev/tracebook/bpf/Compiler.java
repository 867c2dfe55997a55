package dev.tracebook.bpf;

import dev.tracebook.error.CompileException;
import dev.tracebook.error.TraceException;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.headers.KernelHeaders;
import dev.tracebook.headers.Prepared;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.NativeOutput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Compiles one program with libbcc, with the first kernel types that work. */
final class Compiler {
  private final LibBcc bcc;
  private final ProgramText program;
  private final HeadersMode mode;
  private final List<String> cflags;

  Compiler(LibBcc bcc, ProgramText program, HeadersMode mode, List<String> cflags) {
    this.bcc = bcc;
    this.program = program;
    this.mode = mode;
    this.cflags = List.copyOf(cflags);
  }

  /** Compiles; the caller closes the program. */
  FreshProgram compile() {
    String text = program.compiled(true);
    TraceException first = null;
    for (Supplier<Prepared> candidate : KernelHeaders.candidates(text, cflags, mode)) {
      Prepared headers = candidate.get();
      NativeOutput.Captured<Long> compiled = compile(text, headers);
      if (compiled.value() == 0 && CompilerLog.isOnlyBehind(program, compiled.text())) {
        // What we added behind the program's end does not compile: an event type that is hidden.
        text = program.compiled(false);
        compiled = compile(text, headers);
      }
      if (compiled.value() != 0) {
        return new FreshProgram(bcc, compiled.value(), headers.source().startsWith("btf"));
      }
      TraceException failure = CompilerLog.failure(program, compiled.text());
      if (!(failure instanceof CompileException)) {
        throw failure;
      }
      first = first == null ? failure : first;
    }
    throw first == null ? CompilerLog.failure(program, "no headers to compile with") : first;
  }

  private NativeOutput.Captured<Long> compile(String text, Prepared headers) {
    List<String> flags = new ArrayList<>(headers.cflags());
    flags.addAll(cflags);
    // libbcc reads the tree from the environment and changes the folder while it compiles: both are
    // safe only under the lock that captures native output.
    return NativeOutput.during(
        () -> {
          Path tree = headers.tree();
          LibC.setEnvironment("BCC_KERNEL_SOURCE", tree == null ? null : tree.toString());
          return bcc.compile(text, flags);
        });
  }
}
