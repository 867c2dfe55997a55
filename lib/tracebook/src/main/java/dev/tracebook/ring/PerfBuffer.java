package dev.tracebook.ring;

import dev.tracebook.error.ClosedException;
import dev.tracebook.error.MapException;
import dev.tracebook.sys.Errno;
import dev.tracebook.sys.LibC;
import dev.tracebook.sys.Mapping;
import dev.tracebook.sys.PerfEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * The user side of a perf event array (BPF_PERF_OUTPUT): a ring for each CPU, drained in turn.
 *
 * <p>For programs that use it; a ring buffer keeps the order of events over CPUs, needs less memory
 * and no CAP_IPC_LOCK. Follows struct perf_event_mmap_page of include/uapi/linux/perf_event.h.
 */
public final class PerfBuffer implements EventBuffer {
  private static final int PAGES = 64;

  private record Cpu(int fd, Mapping mapping, PerfReader reader) {}

  private final List<Cpu> cpus = new ArrayList<>();
  private boolean closed;

  private PerfBuffer() {}

  /**
   * Opens a ring for each CPU.
   *
   * @param online the CPUs that run
   * @param eventBytes the size of an event, to tell it from the padding behind it
   * @param register writes a descriptor (second) for a CPU (first) into the map; negative errno on
   *     failure
   * @return the buffer
   */
  public static PerfBuffer open(List<Integer> online, int eventBytes, IntBinaryOperator register) {
    PerfBuffer buffer = new PerfBuffer();
    try {
      for (int cpu : online) {
        buffer.add(cpu, eventBytes, register);
      }
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private void add(int cpu, int eventBytes, IntBinaryOperator register) {
    int fd = check(cpu, PerfEvent.bpfOutput().open(-1, cpu));
    Mapping mapping;
    int page = LibC.pageSizeBytes();
    try {
      mapping = Mapping.of(fd, 0, (1L + PAGES) * page, true);
    } catch (RuntimeException e) {
      LibC.closeFd(fd);
      throw e;
    }
    ByteBuffer memory = mapping.buffer();
    ByteBuffer header = memory.slice(0, page).order(ByteOrder.nativeOrder());
    ByteBuffer data = memory.slice(page, PAGES * page).order(ByteOrder.nativeOrder());
    cpus.add(new Cpu(fd, mapping, new PerfReader(header, data, eventBytes)));
    check(cpu, register.applyAsInt(cpu, fd));
    check(cpu, PerfEvent.enable(fd));
  }

  private static int check(int cpu, int returned) {
    if (returned < 0) {
      throw new MapException(
          "cannot open a perf buffer on CPU " + cpu,
          Errno.text(-returned),
          "use BPF_RINGBUF_OUTPUT, which needs less: see doctor() for this process's capabilities",
          "man 2 perf_event_open");
    }
    return returned;
  }

  @Override
  public synchronized int drain(BatchSink sink) {
    if (closed) {
      throw new ClosedException(
          "the perf buffer is closed",
          "its memory is unmapped",
          "drain it before close()",
          "man 2 mmap");
    }
    int count = 0;
    for (Cpu each : cpus) {
      count += each.reader.drain(sink);
    }
    return count;
  }

  /** Waits for the first CPU only: the others are looked at when it is over. */
  @Override
  public void await(Duration atMost) {
    int millis = (int) Math.min(atMost.toMillis(), 10);
    LibC.awaitReadable(cpus.get(0).fd, Math.max(1, millis));
  }

  @Override
  public synchronized long lost() {
    return cpus.stream().mapToLong(each -> each.reader.lost()).sum();
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      for (Cpu each : cpus) {
        each.mapping.close();
        LibC.closeFd(each.fd);
      }
    }
  }
}
