package dev.tracebook.bench;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.ring.EventBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Many events while they are read: received + lost = sent, to the event. */
final class Accounting {
  private static final int CALLS = 1_562_500;
  private static final int EVENTS_A_CALL = 64;

  private final Path folder;

  Accounting(Path folder) {
    this.folder = folder;
  }

  void run() throws Exception {
    long[] received = {0, -1, 0};
    try (Peer producer = Peer.start(folder, Map.of(), "producer.py");
        BpfModule bpf =
            BpfModule.of(Peer.resource("events.c")).define("CHILD", producer.pid()).load();
        EventBuffer ring = bpf.events("events").open()) {
      int at =
          bpf.events("events").layout().fields().stream()
              .filter(each -> each.name().equals("latency"))
              .findFirst()
              .orElseThrow()
              .offsetBytes();
      producer.send(CALLS);
      Thread waiting = new Thread(producer::answer);
      waiting.start();
      boolean more = true;
      while (more) {
        more = waiting.isAlive();
        int drained =
            ring.drain(
                (data, offsets, sizes, count) -> {
                  for (int i = 0; i < count; i++) {
                    long number = data.getLong(offsets[i] + at);
                    received[2] += number - received[1] - 1;
                    received[1] = number;
                  }
                  received[0] += count;
                });
        if (drained == 0 && more) {
          Thread.sleep(1);
        }
      }
      long sent = bpf.map("sent").sum();
      long lost = bpf.map("drops").sum();
      // What is lost behind the last event received is in no gap.
      long missing = received[2] + sent - received[1] - 1;
      boolean exact =
          sent == (long) CALLS * EVENTS_A_CALL && received[0] + lost == sent && missing == lost;
      System.out.printf(
          Locale.ROOT,
          "sent %,d, received %,d, lost %,d, missing in the sequence %,d: %s%n",
          sent,
          received[0],
          lost,
          missing,
          exact ? "exact" : "NOT EXACT");
      if (!exact) {
        throw new IllegalStateException("events are unaccounted for");
      }
    }
  }
}
