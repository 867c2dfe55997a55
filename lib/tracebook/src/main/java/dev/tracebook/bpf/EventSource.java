package dev.tracebook.bpf;

import dev.tracebook.capture.EventCapture;
import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Tracing;
import dev.tracebook.ring.EventBuffer;
import dev.tracebook.ring.PerfBuffer;
import dev.tracebook.ring.RingBuffer;
import dev.tracebook.sys.Bpf;
import dev.tracebook.table.EventTable;
import dev.tracebook.table.RecordRows;
import dev.tracebook.table.StructLayout;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * The events that a program sends through a ring buffer (BPF_RINGBUF_OUTPUT) or a perf buffer
 * (BPF_PERF_OUTPUT).
 *
 * <p>A column for each member of the struct, in its order; {@code char[]} is text. Events that find
 * no room are counted in the program itself and shown. While nobody captures, a ring buffer fills
 * up and then counts too: what it held before a capture is not part of it.
 *
 * <p>Example: {@code bpf.events("opens").run(seconds(5)).table().countBy("comm")}
 */
public final class EventSource implements Tracing {
  private final BpfModule module;
  private final BpfMap buffer;
  private final StructLayout layout;

  EventSource(BpfModule module, BpfMap buffer, StructLayout layout) {
    this.module = module;
    this.buffer = buffer;
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
    return new EventSource(module, buffer, change.apply(layout));
  }

  /**
   * Holds a record against the struct, before any event is taken: {@code
   * events("opens").matching(Open.class).run(seconds(5)).rows(Open.class)}.
   *
   * @param type the record, whose components are members of the struct
   * @return this
   * @throws dev.tracebook.error.LayoutException when a component has no member, or one of another
   *     type
   */
  public EventSource matching(Class<? extends Record> type) {
    RecordRows.of(type).check(layout);
    return this;
  }

  @Override
  public RunningCapture start() {
    EventCapture capture =
        new EventCapture(
            buffer.name(),
            open(),
            new EventTable(layout),
            () -> module.failedOutputs(buffer.name()),
            module::missedRuns,
            module.probes(),
            module.skipped());
    return module.owned(new RunningCapture(capture));
  }

  /**
   * Maps the buffer for a reader of your own, such as {@code buffer.drain(sink)}; a capture of the
   * same events must not run beside it.
   *
   * @return the buffer, which the caller closes
   */
  public EventBuffer open() {
    return buffer.withFd(this::open);
  }

  private EventBuffer open(int map) {
    if (buffer.info().type() == MapType.RINGBUF) {
      return RingBuffer.open(map, buffer.maxEntries());
    }
    ByteBuffer key = Bpf.buffer(Integer.BYTES);
    ByteBuffer value = Bpf.buffer(Integer.BYTES);
    return PerfBuffer.open(
        Cpus.online(),
        layout.sizeBytes(),
        (cpu, fd) -> Bpf.update(map, key.putInt(0, cpu), value.putInt(0, fd)));
  }
}
