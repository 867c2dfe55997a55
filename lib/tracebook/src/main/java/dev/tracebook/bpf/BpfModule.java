package dev.tracebook.bpf;

import dev.tracebook.error.AttachException;
import dev.tracebook.error.ClosedException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.error.VerifierException;
import dev.tracebook.sys.LibBcc;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.NativeOutput;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A BCC program in the kernel: its functions, attachments and maps.
 *
 * <p>Example: {@code try (var bpf = BpfModule.of(text).load()) { bpf.map("counts").table(); }}
 */
public final class BpfModule implements AutoCloseable {
  private static final Path EVENTS = Path.of("/sys/kernel/tracing/events");
  private static final int LOG_BYTES = 1 << 20;
  private static final int EPERM = 1;

  private final LibBcc bcc;
  private final long module;
  private final String text;
  private final Map<String, Integer> programs = new LinkedHashMap<>();
  private final List<Link> links = new ArrayList<>();
  private final List<AutoCloseable> captures = new ArrayList<>();
  private boolean closed;

  BpfModule(LibBcc bcc, long module, String text) {
    this.bcc = bcc;
    this.module = module;
    this.text = text;
  }

  /**
   * Begins with a program's C text.
   *
   * @param text the program
   * @return its options
   */
  public static ModuleBuilder of(String text) {
    return new ModuleBuilder(text);
  }

  /**
   * Begins with a file of C text.
   *
   * @param file the file
   * @return the program's options
   * @throws IOException when the file cannot be read
   */
  public static ModuleBuilder ofFile(Path file) throws IOException {
    return new ModuleBuilder(Files.readString(file));
  }

  /**
   * The program's text.
   *
   * @return the text as it was given
   */
  public String text() {
    return text;
  }

  /**
   * Lists the functions of the program.
   *
   * @return their names, in the text's order
   */
  public synchronized List<String> functions() {
    requireOpen();
    List<String> names = new ArrayList<>();
    for (long i = 0; i < bcc.bpf_num_functions(module); i++) {
      names.add(bcc.bpf_function_name(module, i));
    }
    return names;
  }

  /**
   * Lists the probes that functions are attached to.
   *
   * @return the probes in bpftrace's spelling
   */
  public synchronized List<String> probes() {
    return links.stream().map(Link::probe).toList();
  }

  void attachByName() {
    for (String function : functions()) {
      Convention convention = Convention.of(function);
      switch (convention.kind()) {
        case TRACEPOINT -> {
          String[] parts = convention.target().split("__", 2);
          attachTracepoint(function, parts[0], parts.length > 1 ? parts[1] : "");
        }
        case RAW_TRACEPOINT -> attachRawTracepoint(function, convention.target());
        case KPROBE, KRETPROBE, FENTRY, FEXIT ->
            throw new UnsupportedException(
                "cannot attach " + function + " to " + convention.probe(),
                "kprobe and fentry programs are not attached by this version",
                "use a tracepoint or a raw tracepoint of the same place",
                "https://docs.kernel.org/trace/events.html");
        case ITERATOR, PLAIN -> {
          // Attached by hand, or called by other functions.
        }
      }
    }
  }

  /**
   * Attaches a function to a tracepoint. Costs about 0.1 microseconds each time that it fires.
   *
   * @param function a function of the program
   * @param category such as {@code syscalls}
   * @param event such as {@code sys_enter_openat}
   * @return the attachment; closing the module closes it too
   */
  public synchronized Link attachTracepoint(String function, String category, String event) {
    requireKnown(EVENTS, category, "tracepoint category");
    requireKnown(EVENTS.resolve(category), event, "tracepoint " + category + ":");
    int program = program(function, Convention.Kind.TRACEPOINT.programType);
    String probe = "tracepoint:" + category + ":" + event;
    return link(
        probe, NativeOutput.during(() -> bcc.bpf_attach_tracepoint(program, category, event)));
  }

  /**
   * Attaches a function to a raw tracepoint.
   *
   * @param function a function of the program
   * @param name such as {@code sched_switch}
   * @return the attachment
   */
  public synchronized Link attachRawTracepoint(String function, String name) {
    int program = program(function, Convention.Kind.RAW_TRACEPOINT.programType);
    return link(
        "rawtracepoint:" + name,
        NativeOutput.during(() -> bcc.bpf_attach_raw_tracepoint(program, name)));
  }

  private Link link(String probe, NativeOutput.Captured<Integer> attached) {
    if (attached.value() < 0) {
      String said = attached.text().strip();
      throw new AttachException(
          "cannot attach to " + probe,
          said.isEmpty() ? LibC.errnoText(-attached.value()) : said,
          "check the name, and that this process has CAP_PERFMON and tracefs is mounted",
          "man 7 capabilities");
    }
    Link link = new Link(probe, attached.value());
    links.add(link);
    return link;
  }

  private static void requireKnown(Path folder, String name, String kind) {
    if (!name.isEmpty() && Files.isDirectory(folder.resolve(name))) {
      return;
    }
    List<String> there;
    try (var all = Files.list(folder)) {
      there = all.filter(Files::isDirectory).map(each -> each.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new PrivilegeException(
          "cannot look for " + kind + name,
          folder + " cannot be read: " + e.getMessage(),
          "mount tracefs (mount -t tracefs tracefs /sys/kernel/tracing), run with CAP_DAC_READ_SEARCH",
          "https://docs.kernel.org/trace/events.html",
          e);
    }
    throw new UnknownNameException(
        "no " + kind + " \"" + name + "\"",
        "this kernel does not have it. " + Nearest.hint(name, there),
        "take one of those that " + folder + " lists",
        "https://docs.kernel.org/trace/events.html");
  }

  private int program(String function, int type) {
    requireOpen();
    Integer loaded = programs.get(function);
    if (loaded != null) {
      return loaded;
    }
    if (!functions().contains(function)) {
      throw new UnknownNameException(
          "the program has no function \"" + function + "\"",
          Nearest.hint(function, functions()),
          "name one of: " + String.join(", ", functions()),
          "BpfModule.functions()");
    }
    var result = NativeOutput.during(() -> bcc.loadFunction(module, function, type, new byte[0]));
    if (result.value() < 0) {
      throw rejected(function, type, result.value());
    }
    programs.put(function, result.value());
    return result.value();
  }

  private RuntimeException rejected(String function, int type, int errno) {
    if (-errno == EPERM) {
      return new PrivilegeException(
          "the kernel does not let this process load " + function,
          LibC.errnoText(EPERM),
          "run as root, or give the process CAP_BPF and CAP_PERFMON",
          "man 7 capabilities");
    }
    byte[] log = new byte[LOG_BYTES];
    NativeOutput.during(() -> bcc.loadFunction(module, function, type, log));
    int length = 0;
    while (length < log.length && log[length] != 0) {
      length++;
    }
    String all = new String(log, 0, length, StandardCharsets.UTF_8);
    return new VerifierException(
        "the kernel's verifier rejects " + function,
        VerifierLog.lastLines(all).isEmpty() ? LibC.errnoText(-errno) : VerifierLog.lastLines(all),
        "check pointers before use and bound loops; log() of this error has the verifier's whole log",
        "https://docs.kernel.org/bpf/verifier.html",
        all);
  }

  /**
   * Finds a map.
   *
   * @param name its name in the program
   * @return the map
   */
  public synchronized BpfMap map(String name) {
    requireOpen();
    List<String> names = new ArrayList<>();
    for (long i = 0; i < bcc.bpf_num_tables(module); i++) {
      String each = bcc.bpf_table_name(module, i);
      if (each.equals(name)) {
        return new BpfMap(this, bcc, module, i);
      }
      if (!each.equals(OutputStruct.TABLE)) {
        names.add(each);
      }
    }
    throw new UnknownNameException(
        "the program has no map \"" + name + "\"",
        Nearest.hint(name, names),
        names.isEmpty() ? "declare one" : "name one of: " + String.join(", ", names),
        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md#maps");
  }

  /**
   * Reads a histogram declared with BPF_HISTOGRAM and filled through {@code bpf_log2l}; where it
   * has a key, all keys together.
   *
   * @param name its name in the program
   * @return its counts at this moment
   */
  public Histogram histogram(String name) {
    return histograms(name).sum();
  }

  /**
   * Reads a histogram with a key: {@code BPF_HISTOGRAM(dist, key_t)} whose struct ends with the
   * slot, filled through {@code bpf_log2l}.
   *
   * @param name its name in the program
   * @return a histogram a key, those with most values first
   */
  public KeyedHistogram histograms(String name) {
    return map(name).histograms(new Scale.Log2());
  }

  /**
   * Reads a histogram with a slot a value, with or without a key.
   *
   * @param name its name in the program
   * @return a histogram a key; {@link KeyedHistogram#sum} of it where there is none
   */
  public KeyedHistogram linearHistograms(String name) {
    return map(name).histograms(new Scale.Linear());
  }

  /**
   * Finds a ring buffer declared with BPF_RINGBUF_OUTPUT; columns come from the struct that the
   * program sends through it.
   *
   * @param name its name in the program
   * @return its events
   */
  public EventSource events(String name) {
    BpfMap ring = map(name);
    return new EventSource(this, ring, OutputStruct.sentThrough(name, text));
  }

  /**
   * Finds a ring buffer whose struct is named.
   *
   * @param name the ring's name in the program
   * @param struct the tag of the struct that goes through it
   * @return its events
   */
  public EventSource events(String name, String struct) {
    return new EventSource(this, map(name), struct);
  }

  boolean hasMap(String name) {
    for (long i = 0; i < bcc.bpf_num_tables(module); i++) {
      if (bcc.bpf_table_name(module, i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  synchronized <T extends AutoCloseable> T owned(T capture) {
    captures.add(capture);
    return capture;
  }

  synchronized void requireOpen() {
    if (closed) {
      throw new ClosedException(
          "the program is closed",
          "its maps are no longer in the kernel",
          "read before close(), or load it again",
          "BpfModule.close()");
    }
  }

  /** Detaches and unloads everything; captures that run are stopped. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    links.forEach(Link::close);
    for (AutoCloseable each : captures) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    programs.values().forEach(LibBcc::closeFd);
    bcc.bpf_module_destroy(module);
  }
}
