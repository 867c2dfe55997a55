package dev.tracebook.bench;

import dev.tracebook.bpf.BpfModule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Compiling a small program, without a cache and with it, beside BCC Python with installed headers.
 */
final class Compile {
  private static final int ROUNDS = 9;

  private final Path folder;
  private final Map<String, String> headers;

  Compile(Path folder, Map<String, String> headers) {
    this.folder = folder;
    this.headers = headers;
  }

  private static String program(int round) {
    return """
        BPF_HASH(counts, u32, u64);
        int count(void *ctx) {
          u32 pid = (bpf_get_current_pid_tgid() >> 32) + %d;
          counts.increment(pid);
          return 0;
        }
        """
        .formatted(round);
  }

  private static double load(String text, boolean cache) {
    long start = System.nanoTime();
    BpfModule.of(text).autoAttach(false).cache(cache).load().close();
    return (System.nanoTime() - start) / 1e6;
  }

  void run() throws Exception {
    Rounds ours = new Rounds();
    Rounds again = new Rounds();
    Rounds theirs = new Rounds();
    try (Peer bcc = Peer.start(folder, headers, "bcc_compile.py")) {
      boolean ready = !headers.isEmpty() && bcc.answer().equals("ready");
      for (int round = -2; round < ROUNDS; round++) {
        String text = program(round + 100);
        double ms = load(text, false);
        load(text, true);
        double keptMs = load(text, true);
        double bccMs = Double.NaN;
        if (ready) {
          Path file = Files.writeString(folder.resolve("small.c"), text);
          bccMs = Double.parseDouble(bcc.ask(file)) / 1e6;
        }
        if (round >= 0) {
          ours.add(ms);
          again.add(keptMs);
          theirs.add(bccMs);
        }
      }
      System.out.println("compile of a small program: " + ours.text("ms"));
      System.out.println("  from the compile cache, in the same process: " + again.text("ms"));
      if (ready) {
        System.out.println("  BCC Python with installed headers: " + theirs.text("ms"));
        System.out.printf(
            Locale.ROOT, "  ratio: %.2f, goal at most 1%n", ours.median() / theirs.median());
      } else {
        System.out.println("  BCC Python: not measured, no kernel headers are installed for it");
      }
    }
  }
}
