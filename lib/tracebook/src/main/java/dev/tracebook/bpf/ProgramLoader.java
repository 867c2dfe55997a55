package dev.tracebook.bpf;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.error.VerifierException;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;
import dev.tracebook.sys.LibC;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads the compiled functions of a module into the kernel, each once for each kind. */
final class ProgramLoader implements AutoCloseable {
  private static final int LOG_BYTES = 1 << 20;

  private record Key(String function, ProgramKind kind) {}

  private final Compiled compiled;
  private final String text;
  private final Map<Key, Integer> loaded = new HashMap<>();

  ProgramLoader(Compiled compiled, String text) {
    this.compiled = compiled;
    this.text = text;
  }

  List<String> functions() {
    return compiled.functions();
  }

  /** The kernel's ids of the programs that are loaded. */
  List<Integer> ids() {
    return loaded.values().stream().map(Bpf::idOf).sorted().toList();
  }

  /** How often the kernel did not run one of the programs inside another one. */
  long missedRuns() {
    return loaded.values().stream().mapToLong(Bpf::missesOf).sum();
  }

  /** Returns the descriptor of a loaded function. */
  int load(String function, ProgramKind kind) {
    Key key = new Key(function, kind);
    Integer fd = loaded.get(key);
    if (fd == null) {
      List<String> known = functions();
      if (!known.contains(function)) {
        throw new UnknownNameException(
            "the program has no function \"" + function + "\"",
            Nearest.hint(function, known),
            known.isEmpty() ? "define one" : "name one of: " + String.join(", ", known),
            "BpfModule.functions()");
      }
      fd = compiled.load(function, kind, Bpf.buffer(0));
      if (fd < 0) {
        throw rejected(function, kind, -fd);
      }
      loaded.put(key, fd);
    }
    return fd;
  }

  private TraceException rejected(String function, ProgramKind kind, int errno) {
    String all = log(function, kind);
    // libbcc says EPERM of programs that the verifier has looked at, too.
    boolean unseen = errno == Errno.EPERM && all.isBlank();
    if (unseen && kind.isTrampoline()) {
      return new UnsupportedException(
          "cannot load " + function + " for a BPF trampoline",
          "the kernel refuses it ("
              + Errno.text(errno)
              + "): it has no trampolines here, or this"
              + " process lacks CAP_BPF and CAP_PERFMON",
          "use a tracepoint, a raw tracepoint or tp_btf near that place; doctor() shows what works"
              + " here",
          "https://docs.kernel.org/bpf/libbpf/program_types.html");
    }
    if (unseen) {
      return Refusals.of("the kernel does not let this process load " + function, errno);
    }
    if (kind.attachType() == Bpf.TRACE_RAW_TP) {
      // libbcc gives the verifier the user's lines, but cannot load a typed tracepoint: as a raw
      // one
      // the program is refused at the same place, unless the types are the reason.
      String withLines = log(function, ProgramKind.RAW_TRACEPOINT);
      all = withLines.isBlank() ? all : withLines;
    }
    return new VerifierException(
        "the kernel's verifier rejects " + function,
        all.isBlank() ? Errno.text(errno) : VerifierLog.told(all, text),
        "check pointers before use and bound loops; log() of this error has the verifier's whole log",
        "https://docs.kernel.org/bpf/verifier.html",
        all);
  }

  /** Loads once more for the verifier's log; empty where the program is not refused. */
  private String log(String function, ProgramKind kind) {
    ByteBuffer log = Bpf.buffer(LOG_BYTES);
    int again = compiled.load(function, kind, log);
    if (again >= 0) {
      LibC.closeFd(again);
      return "";
    }
    byte[] bytes = new byte[LOG_BYTES];
    log.get(0, bytes);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    loaded.values().forEach(LibC::closeFd);
    loaded.clear();
  }
}
