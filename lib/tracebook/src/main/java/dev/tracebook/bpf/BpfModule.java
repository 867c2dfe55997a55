package dev.tracebook.bpf;

import dev.tracebook.capture.RunningCapture;
import dev.tracebook.error.ClosedException;
import dev.tracebook.error.LayoutException;
import dev.tracebook.error.PrivilegeException;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.SymbolCache;
import dev.tracebook.ring.EventBuffer;
import dev.tracebook.ring.RingBuffer;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.LibC;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.KeyedHistogram;
import dev.tracebook.table.Scale;
import dev.tracebook.table.StructLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A BCC program in the kernel: its functions, attachments and maps.
 *
 * <p>Needs libbcc, CAP_BPF and CAP_PERFMON, and no kernel headers where the kernel has BTF. An
 * attached program costs what its probe costs, see {@link Probe}; closing the module takes
 * everything out of the kernel.
 *
 * <p>Example: {@code try (var bpf = BpfModule.of(text).load()) { bpf.map("counts").table(); }}
 */
public final class BpfModule implements AutoCloseable {
  private final Compiled compiled;
  private final ProgramText program;
  private final ProgramLoader loader;
  private final MapTable maps;
  private final SymbolCache symbols = new SymbolCache();
  private final List<Link> links = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<RunningCapture> captures = new ArrayList<>();
  private boolean closed;

  BpfModule(Compiled compiled, ProgramText program) {
    this.compiled = compiled;
    this.program = program;
    loader = new ProgramLoader(compiled, program.text());
    maps = new MapTable(this, compiled);
    OpenModules.add(this);
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
   * The modules that are loaded in this process.
   *
   * @return those that are not closed, the oldest first
   */
  public static List<BpfModule> loaded() {
    return OpenModules.all();
  }

  /**
   * The program's text.
   *
   * @return the text as it was given
   */
  public String text() {
    return program.text();
  }

  /**
   * Lists the functions of the program.
   *
   * @return their names, in the text's order
   */
  public synchronized List<String> functions() {
    requireOpen();
    return loader.functions();
  }

  /**
   * Lists the maps of the program.
   *
   * @return their names, in the text's order
   */
  public synchronized List<String> maps() {
    requireOpen();
    return maps.names();
  }

  /**
   * Lists the probes that functions are attached to.
   *
   * @return the probes in bpftrace's spelling
   */
  public synchronized List<String> probes() {
    return links.stream().filter(Link::isOpen).map(Link::probe).toList();
  }

  /**
   * Lists the probes of patterns that could not be attached.
   *
   * @return each with its reason
   */
  public synchronized List<String> skipped() {
    return List.copyOf(skipped);
  }

  /**
   * The kernel's ids of the programs that are loaded, as bpftool shows them.
   *
   * @return the ids, sorted
   */
  public synchronized List<Integer> programIds() {
    requireOpen();
    return loader.ids();
  }

  /**
   * The kernel's ids of the maps, those that Tracebook added too.
   *
   * @return the ids, sorted
   */
  public synchronized List<Integer> mapIds() {
    requireOpen();
    return maps.ids();
  }

  void attachByName() {
    for (String function : functions()) {
      Convention.probe(function).ifPresent(probe -> attach(function, probe));
    }
  }

  /**
   * Attaches a function to a probe. Of a pattern that matches many places, those that cannot be
   * attached are skipped and listed in {@link #skipped}; if none can, the first error is thrown.
   *
   * @param function a function of the program
   * @param probe where it will run
   * @return an attachment for each place; closing the module closes them too
   */
  public synchronized List<Link> attach(String function, Probe probe) {
    requireOpen();
    List<Place> places = Places.of(probe);
    List<Link> made = new ArrayList<>();
    TraceException first = null;
    for (Place place : places) {
      try {
        made.add(new Link(function, place.probe(), open(function, place)));
      } catch (TraceException e) {
        if (places.size() == 1) {
          throw e;
        }
        first = first == null ? e : first;
        skipped.add(place.probe() + " (" + e.why().lines().findFirst().orElse(e.what()) + ")");
      }
    }
    if (made.isEmpty() && first != null) {
      throw first;
    }
    links.addAll(made);
    return made;
  }

  private Opened open(String function, Place place) {
    try {
      return place.opener().open(loader.load(function, place.kind()));
    } catch (PrivilegeException e) {
      if (place.otherwise() == null) {
        throw e;
      }
      try {
        return open(function, place.otherwise());
      } catch (TraceException other) {
        // The usual way's reason is the one that a user can do something about.
        e.addSuppressed(other);
        throw e;
      }
    }
  }

  /**
   * Attaches a function to a probe in bpftrace's spelling.
   *
   * @param function a function of the program
   * @param probe such as {@code uprobe:/bin/bash:readline}
   * @return an attachment for each place
   */
  public List<Link> attach(String function, String probe) {
    return attach(function, Probe.parse(probe));
  }

  /**
   * Makes a function the target of tail calls through a BPF_PROG_ARRAY.
   *
   * @param progArray the array
   * @param index where in it
   * @param function the function; it is loaded for the same kind of probe as the caller's
   * @param like a probe of the caller's kind
   */
  public synchronized void tailCall(String progArray, int index, String function, Probe like) {
    requireOpen();
    map(progArray).putDescriptor(index, loader.load(function, Places.of(like).get(0).kind()));
  }

  /**
   * Runs a function once, now and on this thread, as a raw tracepoint without arguments. Needs
   * Linux 5.10.
   *
   * @param function a function of the program that does not read its context
   */
  public synchronized void runOnce(String function) {
    requireOpen();
    int returned = Bpf.testRun(loader.load(function, ProgramKind.RAW_TRACEPOINT));
    if (returned < 0) {
      throw Opening.failed(function, -returned, -1);
    }
  }

  /**
   * Opens a ring buffer whose records the caller decodes.
   *
   * @param name its name in the program
   * @return the ring; the caller closes it
   */
  public synchronized EventBuffer ring(String name) {
    BpfMap ring = buffer(name);
    return ring.withFd(fd -> RingBuffer.open(fd, ring.maxEntries()));
  }

  /**
   * Runs an iterator (BPF_ITER) over all its objects.
   *
   * @param target such as {@code task}; its function has been attached by its name
   * @return what the program wrote with bpf_seq_write or bpf_seq_printf
   */
  public synchronized byte[] readIterator(String target) {
    requireOpen();
    String spelling = new Probe.Iterator(target).spelling();
    Link link =
        links.stream()
            .filter(each -> each.probe().equals(spelling) && each.isOpen())
            .findFirst()
            .orElseThrow(
                () ->
                    new UnsupportedException(
                        "the program has no iterator over \"" + target + "\"",
                        "its attachments are " + probes(),
                        "define BPF_ITER(" + target + ") { ... }",
                        "https://docs.kernel.org/bpf/bpf_iterators.html"));
    int fd = Bpf.createIterator(link.fd());
    if (fd < 0) {
      throw Opening.failed(spelling, -fd, -1);
    }
    try {
      byte[] all = LibC.readAll(fd);
      if (all == null) {
        throw Opening.failed(spelling, Bpf.lastErrno(), -1);
      }
      return all;
    } finally {
      LibC.closeFd(fd);
    }
  }

  /**
   * Runs an iterator whose program writes text.
   *
   * @param target such as {@code task}
   * @return the text
   */
  public String readIteratorText(String target) {
    return new String(readIterator(target), StandardCharsets.UTF_8);
  }

  /**
   * Finds a map.
   *
   * @param name its name in the program
   * @return the map
   */
  public synchronized BpfMap map(String name) {
    requireOpen();
    return maps.get(name);
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
   * Finds the stacks of a BPF_STACK_TRACE map.
   *
   * @param name its name in the program
   * @return its stacks
   */
  public StackTraces stacks(String name) {
    BpfMap map = map(name);
    if (map.info().type() != MapType.STACK_TRACE) {
      throw new UnsupportedException(
          "the map " + name + " holds no stacks",
          "it is of the kind " + map.type(),
          "declare BPF_STACK_TRACE(" + name + ", 16384);",
          "https://docs.kernel.org/bpf/map_stack_trace.html");
    }
    return new StackTraces(map, symbols);
  }

  /**
   * Finds a buffer declared with BPF_RINGBUF_OUTPUT or BPF_PERF_OUTPUT; columns come from the
   * struct that the program sends through it.
   *
   * @param name its name in the program
   * @return its events
   */
  public EventSource events(String name) {
    Set<String> types = OutputStruct.sentThrough(name, text());
    BpfMap buffer = buffer(name);
    if (types.size() != 1) {
      throw OutputStruct.unclear(name, types);
    }
    return new EventSource(this, buffer, layout("buffer_" + name));
  }

  /**
   * Finds a buffer whose struct is named.
   *
   * @param name the buffer's name in the program
   * @param struct the tag or typedef of the struct that goes through it
   * @return its events
   */
  public EventSource events(String name, String struct) {
    return new EventSource(this, buffer(name), layout("type_" + OutputStruct.bare(struct)));
  }

  private BpfMap buffer(String name) {
    BpfMap buffer = map(name);
    MapType type = buffer.info().type();
    if (type != MapType.RINGBUF && type != MapType.PERF_EVENT_ARRAY) {
      throw new UnsupportedException(
          "the map " + name + " sends no events",
          "it is of the kind " + type,
          "read map(\"" + name + "\").table(), or declare BPF_RINGBUF_OUTPUT(" + name + ", 64);",
          "https://docs.kernel.org/bpf/ringbuf.html");
    }
    return buffer;
  }

  private StructLayout layout(String member) {
    BpfMap layouts =
        maps.find(OutputStruct.TABLE)
            .orElseThrow(
                () ->
                    new LayoutException(
                        "the layout of what the program sends is not known",
                        "its type is not defined at the top level of the program",
                        "define the struct outside of functions",
                        "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md"));
    return StructLayout.ofMember(
        StructLayout.parse(layouts.info().valueDescription()).get(1), member);
  }

  /** How many outputs through a buffer have failed since the program was loaded. */
  synchronized long failedOutputs(String buffer) {
    int slot = program.loss().slot(buffer);
    return closed || slot < 0
        ? 0
        : maps.find(LossCount.TABLE).map(each -> each.get(slot).orElse(0)).orElse(0L);
  }

  /**
   * How often a probe was hit and its program did not run, because the hit was inside of another
   * program on that CPU: the kernel does not nest them. Shown in the footer of captures.
   *
   * <p>The kernel counts this for raw tracepoints and trampolines since 5.12, for tracepoints,
   * uprobes and kprobes since 6.7; before, it is 0.
   *
   * @return the count of all programs of this module since it was loaded; 0 after close
   */
  public synchronized long missedRuns() {
    return closed ? 0 : loader.missedRuns();
  }

  synchronized RunningCapture owned(RunningCapture capture) {
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

  /** Runs a call while nobody can close the module. */
  synchronized <T> T whileOpen(Supplier<T> call) {
    requireOpen();
    return call.get();
  }

  /**
   * Detaches all functions, so that nothing changes any more; maps can still be read. Closing the
   * module does this too.
   */
  public synchronized void detach() {
    requireOpen();
    links.forEach(Link::close);
  }

  /**
   * Tells whether the program is still in the kernel.
   *
   * @return false after {@link #close}
   */
  public synchronized boolean isOpen() {
    return !closed;
  }

  /** Detaches and unloads everything; captures that run are stopped. A second call does nothing. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      // First detach, so that nothing runs any more; captures still read the counts of losses.
      links.forEach(Link::close);
    }
    captures.forEach(RunningCapture::close);
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      loader.close();
      compiled.close();
      OpenModules.remove(this);
    }
  }

  @Override
  public String toString() {
    if (!isOpen()) {
      return "BPF program, closed";
    }
    List<String> attached = probes();
    return "BPF program: functions "
        + functions()
        + ", maps "
        + maps()
        + ", attached to "
        + (attached.isEmpty() ? "nothing" : attached)
        + (skipped.isEmpty() ? "" : ", skipped " + skipped);
  }
}
