package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.error.VerifierException;
import dev.tracebook.headers.HeadersMode;
import dev.tracebook.sys.LibBcc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept is what was compiled, and nothing that is damaged is ever loaded. */
@Live
class CompileCacheTest {
  private static final HeadersMode AUTO = HeadersMode.of("auto");

  /** A map of each kind, and each of them used. */
  private static final String MAPS =
      """
      struct event_t { u64 number; };
      struct prefix_t { u32 bits; u32 address; };
      BPF_HASH(hash, u32, u64, 1000);
      BPF_TABLE("lru_hash", u32, u64, lru, 100);
      BPF_ARRAY(array, u64, 3);
      BPF_PERCPU_ARRAY(per_cpu, u64, 1);
      BPF_TABLE("percpu_hash", u32, u64, per_cpu_hash, 100);
      BPF_HISTOGRAM(sizes);
      BPF_STACK_TRACE(stacks, 128);
      BPF_LPM_TRIE(prefixes, struct prefix_t, u64, 16);
      BPF_QUEUE(queue, u64, 64);
      BPF_PROG_ARRAY(next, 4);
      BPF_RINGBUF_OUTPUT(events, 8);
      BPF_PERF_OUTPUT(old_events);
      TRACEPOINT_PROBE(syscalls, sys_enter_getpgid) {
        if (args->pid != 7654321) return 0;
        u32 key = 23;
        u64 one = 1, zero = 0;
        hash.increment(key);
        lru.update(&key, &one);
        array.atomic_increment(2);
        u64 *own = per_cpu.lookup((int *)&zero);
        if (own) *own += 1;
        own = per_cpu_hash.lookup_or_try_init(&key, &zero);
        if (own) *own += 1;
        sizes.increment(5);
        struct prefix_t prefix = {32, key};
        prefixes.update(&prefix, &one);
        queue.push(&one, 0);
        struct event_t e = {one};
        events.ringbuf_output(&e, sizeof(e), 0);
        old_events.perf_submit(args, &e, sizeof(e));
        stacks.get_stackid(args, 0);
        next.call(args, 1);
        return 0;
      }
      """;

  private int compiles;

  private Compiled open(CompileCache cache, String text, String... cflags) {
    ProgramText program = new ProgramText(text, "", true);
    List<String> flags = List.of(cflags);
    return cache.open(
        program,
        flags,
        AUTO,
        () -> {
          compiles++;
          return new Compiler(LibBcc.load(), program, AUTO, flags).compile();
        });
  }

  private BpfModule module(CompileCache cache, String text, String... cflags) {
    return new BpfModule(open(cache, text, cflags), new ProgramText(text, "", true));
  }

  private static Path only(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }

  @Test
  void theSecondLoadDoesTheSameWithoutACompile(@TempDir Path folder) throws Exception {
    CompileCache cache = new CompileCache(folder);
    for (int time = 0; time < 3; time++) {
      try (BpfModule bpf = module(cache, MAPS)) {
        bpf.attachByName();
        new ProcessBuilder(
                "/usr/bin/python3",
                "-c",
                "import ctypes\nfor _ in range(23): ctypes.CDLL(None).getpgid(7654321)")
            .start()
            .waitFor();
        assertThat(bpf.map("hash").sum()).isEqualTo(23);
        assertThat(bpf.map("array").sum()).isEqualTo(23);
        assertThat(bpf.map("per_cpu").sum()).isEqualTo(23);
        assertThat(bpf.map("per_cpu_hash").sum()).isEqualTo(23);
        assertThat(bpf.map("lru").sum()).isEqualTo(1);
        assertThat(bpf.map("prefixes").table().rowCount()).isEqualTo(1);
        assertThat(bpf.histogram("sizes").total()).isEqualTo(23);
        assertThat(bpf.map("hash").table().columnNames()).containsExactly("key", "value");
        assertThat(bpf.functions()).containsExactly("tracepoint__syscalls__sys_enter_getpgid");
        assertThat(bpf.maps()).contains("hash", "prefixes", "old_events").hasSize(12);
      }
      assertThat(compiles).isEqualTo(1);
    }
  }

  @Test
  void whateverChangesIsCompiledAnew(@TempDir Path folder) {
    CompileCache cache = new CompileCache(folder);
    String text = "BPF_HASH(h, u32, u64, SIZE);\nint f(void *ctx) { return 0; }\n";
    open(cache, text, "-DSIZE=7").close();
    open(cache, text, "-DSIZE=7").close();
    assertThat(compiles).isEqualTo(1);
    try (Compiled other = open(cache, text, "-DSIZE=8")) {
      assertThat(compiles).isEqualTo(2);
      assertThat(other.maps().get(0).info().maxEntries()).isEqualTo(8);
    }
    open(cache, text + "// more\n", "-DSIZE=8").close();
    assertThat(compiles).isEqualTo(3);
  }

  @Test
  void aDamagedFileIsNeverUsed(@TempDir Path folder) throws Exception {
    CompileCache cache = new CompileCache(folder);
    String text = "BPF_HASH(h, u32, u64);\nint f(void *ctx) { return h.lookup(0) != 0; }\n";
    text = text.replace("h.lookup(0)", "bpf_get_smp_processor_id()");
    open(cache, text).close();
    Path file = only(folder);
    byte[] good = Files.readAllBytes(file);
    Random random = new Random(23);
    for (int i = 0; i < 5; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, i == 0 ? new byte[0] : i == 1 ? java.util.Arrays.copyOf(good, 50) : bad);
      int before = compiles;
      open(cache, text).close();
      assertThat(compiles).isEqualTo(before + 1);
      assertThat(Files.readAllBytes(file)).isEqualTo(good);
    }
    // The file of another program under this name.
    Files.delete(file);
    open(cache, text + "// other\n").close();
    Files.move(only(folder), file);
    int before = compiles;
    open(cache, text).close();
    assertThat(compiles).isEqualTo(before + 1);
  }

  @Test
  void theVerifiersLinesAreThoseOfTheTextAlsoFromTheCache(@TempDir Path folder) {
    CompileCache cache = new CompileCache(folder);
    String text =
        """
        BPF_HASH(counts, u32, u64);
        TRACEPOINT_PROBE(syscalls, sys_enter_openat) {
          u32 key = 0;
          u64 *value = counts.lookup(&key);
          *value += 1;
          return 0;
        }
        """;
    for (int time = 0; time < 2; time++) {
      try (BpfModule bpf = module(cache, text)) {
        assertThatThrownBy(bpf::attachByName)
            .isInstanceOf(VerifierException.class)
            .hasMessageContaining("line 5: *value += 1;");
      }
    }
  }

  @Test
  void filesThatTheTextNamesAreLookedAtEachTime(@TempDir Path folder) throws Exception {
    CompileCache cache = new CompileCache(folder.resolve("cache"));
    Path header = Files.writeString(folder.resolve("size.h"), "#define SIZE 7\n");
    String text =
        "#include \"" + header + "\"\nBPF_HASH(h, u32, u64, SIZE);\nint f(void *c) { return 0; }\n";
    open(cache, text).close();
    Files.writeString(header, "#define SIZE 8\n");
    try (Compiled again = open(cache, text)) {
      assertThat(again.maps().get(0).info().maxEntries()).isEqualTo(8);
    }
  }
}
