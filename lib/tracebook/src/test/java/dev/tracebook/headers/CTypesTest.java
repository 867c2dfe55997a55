package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every offset that the written C has is held against BTF by the C compiler itself. */
class CTypesTest {
  private static final int STRUCTS = 1500;

  @Test
  void aCompilerFindsEachMemberWhereBtfSaysThatItIs(@TempDir Path folder) throws Exception {
    assumeTrue(Files.exists(Path.of("/sys/kernel/btf/vmlinux")), "this kernel has no BTF");
    Btf btf = Btf.ofRunningKernel();
    CTypes types = new CTypes(btf);
    List<Integer> structs =
        IntStream.range(1, btf.size())
            .filter(id -> btf.kind(id) == Btf.STRUCT && !btf.name(id).isEmpty())
            .filter(id -> btf.tag(btf.name(id)) == id)
            .limit(STRUCTS)
            .boxed()
            .toList();
    structs.forEach(types::add);
    StringBuilder program = new StringBuilder(types.text());
    int checks = 0;
    for (int id : structs) {
      String tag = "struct " + btf.name(id);
      program.append(
          "_Static_assert(sizeof(" + tag + ") == " + btf.sizeBytes(id) + ", \"size\");\n");
      for (Btf.Member member : btf.members(id)) {
        if (member.bits() == 0 && !member.name().isEmpty()) {
          program.append(
              "_Static_assert(__builtin_offsetof(%s, %s) == %d, \"offset\");%n"
                  .formatted(tag, member.name(), member.bitOffset() / 8));
          checks++;
        }
      }
    }
    assertThat(structs).hasSize(STRUCTS);
    assertThat(checks).isGreaterThan(10_000);
    Path file = Files.writeString(folder.resolve("types.c"), program);
    Process compiler =
        new ProcessBuilder("cc", "-fsyntax-only", "-w", file.toString())
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            compiler.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(compiler.waitFor()).as(said.substring(0, Math.min(4000, said.length()))).isZero();
  }
}
