package dev.tracebook.bench;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.EventSource;
import dev.tracebook.ring.EventBuffer;
import dev.tracebook.table.EventTable;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/** Draining full rings into a table: CPU time an event beside BCC Python, and memory. */
final class Drain {
  private static final int CALLS = 21_700;
  private static final int WARM_UP = 4;
  private static final int ROUNDS = 9;
  private static final int MANY = 10_000_000;

  private final Path folder;
  private final Map<String, String> headers;

  Drain(Path folder, Map<String, String> headers) {
    this.folder = folder;
    this.headers = headers;
  }

  void run() throws Exception {
    String text = Peer.resource("events.c");
    Path program = Files.writeString(folder.resolve("events.c"), text);
    try (Peer producer = Peer.start(folder, Map.of(), "producer.py");
        BpfModule bpf = BpfModule.of(text).define("CHILD", producer.pid()).load();
        EventBuffer ring = bpf.events("events").open()) {
      if (headers.isEmpty()) {
        System.out.println("BCC Python's ring buffer: not measured, no kernel headers for it");
        compare(producer, bpf.events("events"), ring, null);
      } else {
        String child = String.valueOf(producer.pid());
        try (Peer bcc = Peer.start(folder, headers, "bcc_ring.py", program.toString(), child)) {
          boolean ready = bcc.answer().equals("ready");
          compare(producer, bpf.events("events"), ring, ready ? bcc : null);
        }
      }
      memory(producer, bpf.events("events"), ring);
    }
  }

  private static void compare(
      Peer producer, EventSource events, EventBuffer ring, @Nullable Peer bcc) {
    var threads = ManagementFactory.getThreadMXBean();
    Rounds ours = new Rounds();
    Rounds theirs = new Rounds();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      producer.ask(CALLS);
      EventTable table = new EventTable(events.layout());
      long start = threads.getCurrentThreadCpuTime();
      int drained = ring.drain(table);
      double ns = threads.getCurrentThreadCpuTime() - (double) start;
      // BCC Python's ring is full after one round and stays so until it is drained: it has no
      // warm-up
      // and takes long, so that one round in three is enough.
      String[] answer = bcc != null && round % 3 == 0 ? bcc.ask("drain").split(" ", 2) : null;
      if (round >= 0) {
        ours.add(ns / drained);
      }
      if (answer != null && answer.length == 2 && round >= 0) {
        theirs.add(Double.parseDouble(answer[0]) / Double.parseDouble(answer[1]));
      }
    }
    System.out.println("drain, thread CPU an event: " + ours.text("ns") + ", goal 45");
    if (bcc != null) {
      System.out.println("  BCC Python's ring buffer: " + theirs.text("ns"));
      System.out.printf(
          Locale.ROOT, "  ratio: %.0f times, goal 60%n", theirs.median() / ours.median());
    }
  }

  private static void memory(Peer producer, EventSource events, EventBuffer ring) {
    ring.drain((data, offsets, sizes, count) -> {});
    EventTable gathered = new EventTable(events.layout());
    long before = usedBytes();
    while (gathered.rows() < MANY) {
      producer.ask(CALLS);
      ring.drain(gathered);
    }
    double rows = gathered.rows();
    double gathering = (usedBytes() - before) / rows;
    var threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Table table = gathered.finish("events");
    double handOver = (threads.getCurrentThreadCpuTime() - start) / rows;
    double finished = (usedBytes() - before) / rows;
    System.out.printf(
        Locale.ROOT,
        "memory an event of %,d: %.1f bytes while gathering, %.1f as a table, goal 60; hand-over"
            + " %.1f ns of CPU%n",
        table.rowCount(),
        gathering,
        finished,
        handOver);
  }

  private static long usedBytes() {
    var memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
