package dev.tracebook.bpf;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracebook.capture.Capture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.ring.RingBuffer;
import dev.tracebook.table.EventTable;
import dev.tracebook.table.StructLayout;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/** The events of a program's ring buffer. */
public final class EventSource {
  private static final String DROPS = "drops";

  private final BpfModule module;
  private final BpfMap ring;
  private final StructLayout layout;

  EventSource(BpfModule module, BpfMap ring, String struct) {
    this.module = module;
    this.ring = ring;
    JsonNode structs = module.map(OutputStruct.TABLE).leafDescription().get(1);
    layout = StructLayout.ofMember(structs, struct);
  }

  private EventSource(BpfModule module, BpfMap ring, StructLayout layout) {
    this.module = module;
    this.ring = ring;
    this.layout = layout;
  }

  /**
   * The struct of the events: columns, types, offsets.
   *
   * @return the layout
   */
  public StructLayout layout() {
    return layout;
  }

  /**
   * Shows members otherwise: {@code events("conns").as(layout -> layout.ipv4("saddr", "daddr"))}.
   *
   * @param change what to show how: {@link StructLayout#ipv4}, {@link StructLayout#ipv6}, {@link
   *     StructLayout#hex}
   * @return the same events, shown so
   */
  public EventSource as(UnaryOperator<StructLayout> change) {
    return new EventSource(module, ring, change.apply(layout));
  }

  /**
   * Maps the ring for a reader of your own, such as {@code ring.drain(sink)}; a capture of the same
   * events must not run beside it.
   *
   * @return the ring, which the caller closes
   */
  public RingBuffer open() {
    module.requireOpen();
    return RingBuffer.open(ring.fd(), ring.maxEntries());
  }

  /**
   * Takes events for a while, and stops early when the thread is interrupted.
   *
   * @param duration how long
   * @return the events; lost ones are counted where the program counts failed outputs in a map
   *     named {@code drops}
   */
  public Capture run(Duration duration) {
    return start().await(duration);
  }

  /**
   * Begins to take events in the background.
   *
   * @return the capture, which the module closes if nobody else does
   */
  public RunningCapture start() {
    return module.owned(
        new RunningCapture(
            ring.name(), open(), new EventTable(layout), this::lost, module.probes()));
  }

  private OptionalLong lost() {
    if (!module.hasMap(DROPS)) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(module.map(DROPS).sum());
  }
}
