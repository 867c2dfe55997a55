package dev.tracebook.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SymbolCacheTest {
  @TempDir Path folder;
  private Process program;
  private BufferedReader said;
  private int pid;

  @BeforeEach
  void start() throws Exception {
    Files.writeString(
        folder.resolve("lib.c"),
        """
        static int __attribute__((noinline)) inner(int x) { return x ^ 7919; }
        int exported(int x) { return inner(x) + 1; }
        void *inner_at(void) { return (void *)inner; }
        """);
    Files.writeString(
        folder.resolve("main.cpp"),
        """
        #include <cstdio>
        #include <dlfcn.h>
        #include <netdb.h>
        #include <sys/auxv.h>
        #include <sys/mman.h>
        namespace shop { __attribute__((noinline)) int sell(int x) { return x + 1; } }
        extern "C" int exported(int); extern "C" void *inner_at();
        int main() {
          void *code = mmap(0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
          std::printf("%p %p %p %p %p\\n", (char *)&shop::sell + 1, (char *)&getaddrinfo + 2,
              (char *)&exported + 3, (char *)inner_at() + 1, code);
          std::fflush(stdout);
          std::getchar();
          void *math = dlopen("libm.so.6", RTLD_NOW);
          std::printf("%p\\n", dlsym(math, "lgamma"));
          std::fflush(stdout);
          std::getchar();
        }
        """);
    Shell.lines(folder, "cc", "-O1", "-shared", "-fPIC", "-s", "-o", "libshop.so", "lib.c");
    Shell.lines(
        folder, "g++", "-O1", "-o", "shop", "main.cpp", "-L.", "-lshop", "-Wl,-rpath," + folder);
    program = new ProcessBuilder(folder.resolve("shop").toString()).start();
    pid = (int) program.pid();
    said =
        new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() throws Exception {
    program.destroyForcibly().waitFor();
  }

  private long[] addresses() throws Exception {
    return Arrays.stream(said.readLine().split(" ", -1)).mapToLong(Long::decode).toArray();
  }

  private static List<String> texts(List<Symbol> symbols) {
    return symbols.stream().map(each -> each.format(true, true)).toList();
  }

  @Test
  void userAddressesHaveNamesAndStillHaveThemWhenTheProcessIsGone() throws Exception {
    long[] addresses = addresses();
    SymbolCache cache = new SymbolCache();
    cache.remember(pid);
    List<String> alive = texts(new SymbolCache().user(pid, addresses));
    long inner = Long.parseLong(alive.get(3).substring(alive.get(3).indexOf("+0x") + 3), 16);
    assertThat(alive)
        .containsExactly(
            "shop::sell(int)+0x1 [shop]",
            "getaddrinfo+0x2 [libc.so.6]",
            "exported+0x3 [libshop.so]",
            "libshop.so+0x" + Long.toHexString(inner),
            "0x" + Long.toHexString(addresses[4]));
    assertThat(disassembled(inner - 1))
        .as("the module's own address of inner()")
        .contains("$0x1eef,%eax");
    program.destroyForcibly().waitFor();
    assertThat(texts(cache.user(pid, addresses))).isEqualTo(alive);
    assertThat(new SymbolCache().user(pid, addresses[0]).toString())
        .as("never seen alive")
        .isEqualTo("0x" + Long.toHexString(addresses[0]));
  }

  private String disassembled(long address) throws Exception {
    return String.join(
        "\n",
        Shell.lines(
            folder,
            "objdump",
            "-d",
            "--start-address=" + address,
            "--stop-address=" + (address + 16),
            "libshop.so"));
  }

  @Test
  void aLibraryThatIsLoadedLaterIsFound() throws Exception {
    SymbolCache cache = new SymbolCache();
    cache.user(pid, addresses());
    program.getOutputStream().write('\n');
    program.getOutputStream().flush();
    assertThat(cache.user(pid, addresses()[0]).module()).isEqualTo("libm.so.6");
  }

  @Test
  void justInTimeCodeIsNamedByItsPerfMap() throws Exception {
    long code = addresses()[4];
    Path map = Path.of("/tmp/perf-" + pid + ".map");
    SymbolCache cache = new SymbolCache();
    assertThat(cache.user(pid, code + 8).toString()).isEqualTo("0x" + Long.toHexString(code + 8));
    try {
      Files.writeString(
          map, "%x 20 old name\n%x 20 LazyCompile:~sell shop.js:7\n".formatted(code, code));
      assertThat(cache.user(pid, code + 8).format(true, false))
          .isEqualTo("LazyCompile:~sell shop.js:7+0x8");
      assertThat(cache.user(pid, code + 0x20).name()).isEmpty();
    } finally {
      Files.delete(map);
    }
  }

  @Test
  void namesAreThoseThatBccFinds() throws Exception {
    assumeTrue(
        Files.isDirectory(Path.of("/usr/lib/python3/dist-packages/bcc")), "no python3-bpfcc");
    long[] addresses = addresses();
    List<String> bcc =
        Shell.lines(
            folder,
            "/usr/bin/python3",
            "-c",
            "from bcc import SymbolCache\nc = SymbolCache(%d)\nfor a in %s:\n  n, o, m = c.resolve(a, True)\n  print(n.decode(), o, m.decode().split('/')[-1])"
                .formatted(pid, Arrays.toString(Arrays.copyOf(addresses, 3))));
    List<String> ours = new ArrayList<>();
    for (Symbol each : new SymbolCache().user(pid, Arrays.copyOf(addresses, 3))) {
      ours.add(each.name() + " " + each.offset() + " " + each.module());
    }
    assertThat(ours).isEqualTo(bcc);
  }

  @Test
  void theVdsoHasNames() throws Exception {
    ModuleSymbols vdso = ModuleSymbols.vdso();
    long found = 0;
    for (long offset = 0; offset < 8192; offset++) {
      found += vdso.at(offset, offset).name().equals("clock_gettime") ? 1 : 0;
    }
    assertThat(found).isPositive();
  }

  @Test
  void kernelSymbols() {
    KernelSymbols symbols =
        KernelSymbols.parse(
            List.of(
                "ffffffff81000000 T first",
                "ffffffff81000000 T alias",
                "ffffffff81000100 t second",
                "ffffffff81000180 d data",
                "ffffffffc0000000 t third\t[veth]"));
    assertThat(symbols.at(0xffffffff81000010L).format(true, true)).isEqualTo("first+0x10 [kernel]");
    assertThat(symbols.at(0xffffffff81000190L).format(true, false)).isEqualTo("second+0x90");
    assertThat(symbols.at(0xffffffffc0000004L).format(true, true)).isEqualTo("third+0x4 [veth]");
    assertThat(symbols.at(0xffffffff90000000L).toString()).isEqualTo("0xffffffff90000000");
    assertThat(symbols.at(12).toString()).isEqualTo("0xc");
    assertThat(symbols.address("second")).contains(0xffffffff81000100L);
    assertThat(symbols.problem()).isEmpty();
    KernelSymbols hidden = KernelSymbols.parse(List.of("0000000000000000 T first"));
    assertThat(hidden.problem()).contains("kptr_restrict");
    assertThat(hidden.at(16).toString()).isEqualTo("0x10");
  }

  @Test
  void theRunningKernelsSymbolsOrTheReasonWhyNot() {
    KernelSymbols symbols = KernelSymbols.read();
    if (symbols.problem().isEmpty()) {
      long address = symbols.address("vfs_read").orElseThrow();
      assertThat(symbols.at(address + 5).format(true, true)).isEqualTo("vfs_read+0x5 [kernel]");
    } else {
      assertThat(symbols.size()).isZero();
    }
  }
}
