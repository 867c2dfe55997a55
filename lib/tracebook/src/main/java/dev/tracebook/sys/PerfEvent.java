package dev.tracebook.sys;

import java.nio.ByteBuffer;

/**
 * One event for perf_event_open(2): every method that opens returns a descriptor, or the negative
 * errno. Closing the descriptor detaches what is attached to it.
 *
 * <p>Follows struct perf_event_attr of include/uapi/linux/perf_event.h and, for the dynamic kprobe
 * and uprobe types, Documentation/trace/kprobetrace.rst.
 */
public final class PerfEvent {
  /** Values of enum perf_type_id. */
  public static final int TYPE_HARDWARE = 0;

  public static final int TYPE_SOFTWARE = 1;
  public static final int TYPE_TRACEPOINT = 2;
  public static final int TYPE_HW_CACHE = 3;

  private static final int SOFTWARE_BPF_OUTPUT = 10;
  private static final int ATTR_BYTES = 112;
  private static final long FLAG_FREQUENCY = 1L << 10;
  private static final long FLAG_CLOSE_ON_EXEC = 8;
  private static final long IOC_ENABLE = 0x2400;
  private static final long IOC_SET_BPF = 0x40042408;
  private static final int SAMPLE_RAW = 1 << 10;

  private final ByteBuffer attr = Bpf.buffer(ATTR_BYTES);

  /** Kept alive until the event is opened: the kernel reads the text at its address. */
  private ByteBuffer name = Bpf.buffer(0);

  private PerfEvent(int type, long config) {
    attr.putInt(0, type).putInt(4, ATTR_BYTES).putLong(8, config);
  }

  /** A tracepoint by the number in its {@code id} file. */
  public static PerfEvent tracepoint(long id) {
    PerfEvent event = new PerfEvent(TYPE_TRACEPOINT, id);
    event.attr.putLong(16, 1);
    return event;
  }

  /** Samples once every so many counts. */
  public static PerfEvent everyCounts(int type, long config, long period) {
    PerfEvent event = new PerfEvent(type, config);
    event.attr.putLong(16, period);
    return event;
  }

  /** Samples so many times a second. */
  public static PerfEvent atFrequency(int type, long config, long hertz) {
    PerfEvent event = new PerfEvent(type, config);
    event.attr.putLong(16, hertz).putLong(40, FLAG_FREQUENCY);
    return event;
  }

  /**
   * A place in a binary.
   *
   * @param type the number in /sys/bus/event_source/devices/uprobe/type
   * @param config the bit for a return probe, and the semaphore's file offset where there is one
   * @param offset the place's offset in the file
   */
  public static PerfEvent uprobe(int type, long config, String path, long offset) {
    PerfEvent event = new PerfEvent(type, config);
    event.name(path);
    event.attr.putLong(64, offset);
    return event;
  }

  /** A kernel function; the number of the type is in /sys/bus/event_source/devices/kprobe/type. */
  public static PerfEvent kprobe(int type, long config, String function, long offset) {
    return uprobe(type, config, function, offset);
  }

  /** The output of programs through a perf buffer, with records of raw data. */
  public static PerfEvent bpfOutput() {
    PerfEvent event = everyCounts(TYPE_SOFTWARE, SOFTWARE_BPF_OUTPUT, 1);
    event.attr.putLong(24, SAMPLE_RAW).putInt(48, 1);
    return event;
  }

  private void name(String text) {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    name = Bpf.buffer(bytes.length + 1).put(0, bytes);
    attr.putLong(56, LibC.addressOf(name));
  }

  /**
   * Opens the event, not yet counting.
   *
   * @param pid a process, or -1 for all
   * @param cpu a CPU, or -1 for all of one process
   */
  public int open(int pid, int cpu) {
    try {
      return LibC.orErrno(
          LibC.syscall(
              Machine.current().perfEventOpen,
              LibC.addressOf(attr),
              pid,
              cpu,
              -1,
              FLAG_CLOSE_ON_EXEC,
              0));
    } finally {
      java.lang.ref.Reference.reachabilityFence(name);
    }
  }

  /** Runs a program whenever the event happens; 0 or the negative errno. */
  public static int attach(int fd, int program) {
    int returned = LibC.orErrno(LibC.ioctl(fd, IOC_SET_BPF, program));
    return returned < 0 ? returned : enable(fd);
  }

  /** Lets an event begin; 0 or the negative errno. */
  public static int enable(int fd) {
    return LibC.orErrno(LibC.ioctl(fd, IOC_ENABLE, 0));
  }
}
