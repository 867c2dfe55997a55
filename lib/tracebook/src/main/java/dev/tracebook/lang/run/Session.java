package dev.tracebook.lang.run;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.TraceException;
import dev.tracebook.lang.gen.Program;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Place;
import dev.tracebook.ring.EventBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.Table;

/** A script in the kernel: begins, takes its events in order, ends. */
public final class Session implements AutoCloseable {
  private final Program program;
  private final BpfModule module;
  private final EventBuffer ring;
  private final Output output;
  private final List<String> skipped = new ArrayList<>();
  private final long startedNs;
  private boolean ended;

  /**
   * Loads a program, runs its begin actions and attaches the others.
   *
   * @param programs how to load it: options of the module
   * @param keep how much of what it says is kept
   */
  public Session(Program program, ModuleBuilder programs, Keep keep) {
    this.program = program;
    module = programs.autoAttach(false).countLosses(false).load();
    try {
      ring = module.ring(Program.RING);
      HostNames names = new HostNames(program, module);
      output = new Output(program, module, new Words(names), keep);
      startedNs = System.nanoTime();
      module.map(Program.COUNTERS).put(Program.STARTED, startedNs);
      runAll(Place.Kind.BEGIN);
      if (!exited()) {
        attachAll();
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void runAll(Place.Kind kind) {
    for (Program.Function function : program.functions()) {
      if (function.unit().place().kind() == kind) {
        for (int i = 0; i < function.unit().places().size(); i++) {
          module.runOnce(function.name());
          poll();
        }
      }
    }
  }

  private void attachAll() {
    int attached = 0;
    TraceException first = null;
    for (Program.Function function : program.functions()) {
      for (Place place : function.unit().places()) {
        if (place.kind() == Place.Kind.BEGIN || place.kind() == Place.Kind.END) {
          attached++;
          continue;
        }
        try {
          attached += module.attach(function.name(), place.spelling()).size();
        } catch (TraceException e) {
          first = first == null ? e : first;
          skipped.add(place.spelling() + " (" + e.why().lines().findFirst().orElse("") + ")");
        }
      }
    }
    if (first != null && (attached == 0 || single())) {
      throw first;
    }
  }

  /** Whether no probe is a pattern, so that one that cannot be attached is an error. */
  private boolean single() {
    return program.checked().source().actions().stream()
        .flatMap(action -> action.probes().stream())
        .noneMatch(probe -> probe.text().contains("*") || probe.text().contains("?"));
  }

  /** Takes the events that are there. */
  public synchronized int poll() {
    return ring.drain(output::events);
  }

  /** Waits for events. */
  public void await(Duration most) {
    ring.await(most);
  }

  /** Whether the script called exit(). */
  public synchronized boolean exited() {
    return output.exited() || counter(Program.EXITED) > 0;
  }

  /** Detaches, runs the end actions and takes the last events. */
  public synchronized void end() {
    if (ended) {
      return;
    }
    ended = true;
    module.detach();
    while (poll() > 0) {
      // What was in the ring comes before what the end actions say.
    }
    output.resume();
    runAll(Place.Kind.END);
  }

  /** The text that was printed so far. */
  public synchronized String printed() {
    return output.text();
  }

  /** The calls of printf and print as tables. */
  public synchronized List<Table> tables() {
    return output.tables();
  }

  /** What all maps hold now, by name with the at sign, in the order of first use. */
  public synchronized Map<String, MapResult> maps() {
    Map<String, MapResult> all = new LinkedHashMap<>();
    for (MapUse use : program.checked().maps()) {
      all.put("@" + use.name(), output.result(use));
    }
    return all;
  }

  /** The maps as they were each time that the script printed them. */
  public synchronized Map<String, MapSeries> series() {
    return new LinkedHashMap<>(output.series());
  }

  /** How many events came so far. */
  public synchronized long events() {
    return output.events();
  }

  /** What is to know of the run. */
  public synchronized Facts facts() {
    return new Facts(
        output.events(),
        counter(Program.LOST),
        counter(Program.FULL),
        counter(Program.NESTED),
        counter(Program.DIVIDED),
        counter(Program.CUT),
        output.cutOff(),
        output.unkeptRows(),
        output.exitCode(),
        Duration.ofNanos(System.nanoTime() - startedNs),
        probes(),
        skipped());
  }

  private long counter(int which) {
    return module.map(Program.COUNTERS).get(which).orElse(0);
  }

  private List<String> probes() {
    List<String> all = new ArrayList<>();
    for (Program.Function function : program.functions()) {
      for (Place place : function.unit().places()) {
        boolean failed = skipped.stream().anyMatch(each -> each.startsWith(place.spelling() + " "));
        if (!failed) {
          all.add(place.spelling());
        }
      }
    }
    return all;
  }

  private List<String> skipped() {
    List<String> all = new ArrayList<>(skipped);
    all.addAll(module.skipped());
    return all;
  }

  @Override
  public synchronized void close() {
    if (ring != null) {
      ring.close();
    }
    module.close();
  }
}
