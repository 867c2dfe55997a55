package dev.tracebook.headers;

import static dev.tracebook.headers.BtfBuilder.bits;
import static dev.tracebook.headers.BtfBuilder.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.error.HeadersException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BtfTest {

  /**
   * A small kernel: {@code struct task { int pid; struct { u8 a:3, b:5; long x; }; task *next; }}.
   */
  private static BtfBuilder kernel() {
    BtfBuilder btf = new BtfBuilder();
    int integer = btf.integer("int", 4);
    int octet = btf.integer("unsigned char", 1);
    int word = btf.integer("long int", 8);
    int inner =
        btf.struct("", 16, bits("a", octet, 0, 3), bits("b", octet, 3, 5), field("x", word, 64));
    int ahead = btf.pointer(6);
    btf.struct(
        "task", 32, field("pid", integer, 0), field("", inner, 64), field("next", ahead, 192));
    btf.enumeration("state", 4, true, "RUNNING", 0, "DEAD", -1);
    btf.typedef("pid_t", integer);
    btf.typedef("btf_trace_wake", integer);
    btf.qualifier("do_wake", Btf.FUNC, btf.function(integer));
    return btf;
  }

  @Test
  void typesAreFoundByTheirNames() {
    Btf btf = kernel().build();
    assertThat(btf.tagged("task")).isEqualTo(6);
    assertThat(btf.typedef("pid_t")).isEqualTo(8);
    assertThat(btf.ownerOf("DEAD")).isEqualTo(7);
    assertThat(btf.tagged("pid_t")).isNull();
    assertThat(btf.typedef("tas")).isNull();
    assertThat(btf.structs()).containsExactly("task");
    assertThat(btf.enumerators(7)).extracting(Btf.Enumerator::value).containsExactly(0L, -1L);
    assertThat(btf.tags()).containsExactlyInAnyOrder("task", "state");
    assertThat(btf.typedefs()).contains("pid_t");
    assertThat(btf.enumerators()).containsExactlyInAnyOrder("RUNNING", "DEAD");
  }

  @Test
  void membersOfAnonymousStructsLieWhereTheyReallyAre() {
    Btf btf = kernel().build();
    assertThat(btf.memberOffsets("task"))
        .containsExactly(
            java.util.Map.entry("pid", 0),
            java.util.Map.entry("x", 16),
            java.util.Map.entry("next", 24));
    assertThat(btf.flatten(6)).contains(new Btf.Member("b", 2, 67, 5));
    assertThat(btf.memberOffsets("nothing")).isEmpty();
  }

  @Test
  void aModulesTypesContinueTheKernels() {
    BtfBuilder kernel = kernel();
    BtfBuilder first = kernel.module();
    int node = first.struct("xfs_node", 8, field("owner", 5, 0));
    first.typedef("xfs_t", node);
    first.typedef("btf_trace_xfs", node);
    BtfBuilder second = kernel.module();
    second.struct("nf_conn", 16, field("task", 5, 0), field("pid", 8, 64));
    Btf btf =
        kernel
            .build()
            .withModule(ByteBuffer.wrap(first.bytes()))
            .withModule(ByteBuffer.wrap(second.bytes()));
    assertThat(btf.memberOffsets("xfs_node")).containsEntry("owner", 0);
    assertThat(btf.memberOffsets("nf_conn")).containsEntry("task", 0).containsEntry("pid", 8);
    Integer moved = btf.tagged("nf_conn");
    assertThat(moved).isNotNull().isNotEqualTo(node);
    assertThat(btf.pointee(btf.members(moved).get(0).type())).isEqualTo(btf.tagged("task"));
    assertThat(btf.strip(btf.typedef("xfs_t"))).isEqualTo(btf.tagged("xfs_node"));
    assertThat(btf.tracepointId("wake")).isEqualTo(9);
    assertThat(btf.tracepointId("xfs")).as("only the kernel's own ids can be loaded for").isZero();
    assertThat(btf.tracepoints()).containsExactly("wake", "xfs");
    assertThat(btf.functionId("do_wake")).isEqualTo(11);
    assertThat(btf.functionId("wake")).isZero();
    assertThat(btf.functions()).containsExactly("do_wake");
  }

  @Test
  void modulesAreReadOnlyWhenOneOfTheirTagsIsAskedFor(@TempDir Path folder) throws Exception {
    BtfBuilder kernel = kernel();
    BtfBuilder module = kernel.module();
    module.struct("nf_conn", 8, field("task", 5, 0));
    BtfBuilder other = kernel.module();
    other.struct("unwanted", 8, field("task", 5, 0));
    Files.write(folder.resolve("vmlinux"), kernel.bytes());
    Files.write(folder.resolve("nf_conntrack"), module.bytes());
    Files.write(folder.resolve("other"), other.bytes());
    KernelBtf btf = new KernelBtf(folder);
    assertThat(btf.available()).isTrue();
    assertThat(btf.withTags(Set.of("task", "nothing")).structs()).containsExactly("task");
    assertThat(btf.withTags(Set.of("nf_conn")).structs()).containsExactly("nf_conn", "task");
    assertThat(btf.all().structs()).containsExactly("nf_conn", "task", "unwanted");
    assertThat(new KernelBtf(folder.resolve("none")).available()).isFalse();
  }

  @Test
  void whatIsNoBtfOfThisMachineIsAnErrorThatSaysWhy() {
    byte[] whole = kernel().bytes();
    assertThatThrownBy(() -> Btf.parse(ByteBuffer.allocate(3)))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("only 3 bytes");
    assertThatThrownBy(() -> Btf.parse(ByteBuffer.allocate(300)))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("magic number");
    byte[] swapped = whole.clone();
    swapped[0] = whole[1];
    swapped[1] = whole[0];
    assertThatThrownBy(() -> Btf.parse(ByteBuffer.wrap(swapped)))
        .isInstanceOf(HeadersException.class)
        .hasMessageContaining("other byte order");
    for (int length = 0; length < whole.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(whole, 0, length);
      assertThatThrownBy(() -> Btf.parse(cut)).isInstanceOf(HeadersException.class);
    }
  }

  @Test
  void noDamageLeadsToAnyOtherException() {
    byte[] whole = kernel().bytes();
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 1_000; round++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(3); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        Btf btf = Btf.parse(ByteBuffer.wrap(damaged));
        PrunedTypes.all(btf, new ProgramText("struct task *t; next pid DEAD"));
        btf.structs().forEach(btf::memberOffsets);
        btf.enumerators();
        btf.functions();
      } catch (HeadersException e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
