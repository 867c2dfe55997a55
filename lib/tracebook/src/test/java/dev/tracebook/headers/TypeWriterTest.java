package dev.tracebook.headers;

import static dev.tracebook.headers.BtfBuilder.bits;
import static dev.tracebook.headers.BtfBuilder.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes hand-made types as C and lets a C compiler say where every member lies. */
class TypeWriterTest {

  private final BtfBuilder builder = new BtfBuilder();
  private final List<String> claims = new ArrayList<>();
  private int integer;
  private int octet;
  private int half;
  private int word;

  @BeforeEach
  void integers() {
    integer = builder.integer("int", 4);
    octet = builder.integer("unsigned char", 1);
    half = builder.integer("short int", 2);
    word = builder.integer("long unsigned int", 8);
  }

  private String write(int... roots) {
    return write(Set.of(), Set.of(), roots);
  }

  private String write(Set<String> tokens, Set<String> taken, int... roots) {
    TypeWriter writer = new TypeWriter(builder.build(), tokens, taken);
    for (int root : roots) {
      writer.root(root);
    }
    return writer.text();
  }

  private void offset(String type, String member, int bytes) {
    claims.add("__builtin_offsetof(" + type + ", " + member + ") == " + bytes);
  }

  private void size(String type, int bytes) {
    claims.add("sizeof(" + type + ") == " + bytes);
  }

  /** Compiles the text with all claims about it as static assertions. */
  private void confirm(String text) throws Exception {
    Path folder = Files.createTempDirectory("types");
    try {
      StringBuilder program = new StringBuilder(text);
      claims.forEach(each -> program.append("_Static_assert(" + each + ", \"" + each + "\");\n"));
      Path source = Files.writeString(folder.resolve("types.c"), program);
      Assumptions.assumeTrue(
          Files.exists(Path.of("/usr/bin/cc")), "no C compiler is installed here");
      Process cc =
          new ProcessBuilder("cc", "-std=gnu11", "-Werror", "-fsyntax-only", source.toString())
              .redirectErrorStream(true)
              .start();
      String said =
          new String(cc.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      assertThat(cc.waitFor()).as(said + program).isZero();
    } finally {
      AtomicFiles.deleteAll(folder);
    }
  }

  @Test
  void gapsAreBytesAndNeverRunsOfBitFields() throws Exception {
    int line = builder.struct("line", 128, field("a", integer, 0), field("b", integer, 64 * 8));
    String text = write(line);
    assertThat(text).doesNotContain(": 64").contains("unsigned char __pad_");
    offset("struct line", "b", 64);
    size("struct line", 128);
    confirm(text);
  }

  @Test
  void bitFieldsKeepTheirPlacesAcrossGaps() throws Exception {
    int flags =
        builder.struct(
            "flags",
            16,
            bits("a", integer, 0, 3),
            bits("b", integer, 5, 2),
            bits("c", octet, 16, 8),
            field("d", half, 32),
            bits("e", integer, 64, 31));
    size("struct flags", 16);
    offset("struct flags", "d", 4);

    String text = write(flags);

    run(
        text,
        "union { struct flags f; unsigned int w[4]; } u = {{0}};"
            + "u.f.b = 3; u.f.c = 0x5a; u.f.e = 5;"
            + "return !(u.w[0] == (3 << 5 | 0x5a << 16) && u.w[2] == 5);");
    confirm(text);
  }

  @Test
  void aLongRunOfBitFieldsIsCutAtEveryWord() throws Exception {
    int flags =
        builder.struct(
            "flags",
            24,
            field("a", integer, 0),
            bits("b", integer, 32, 32),
            bits("c", word, 64, 40),
            bits("d", word, 104, 24),
            bits("e", word, 128, 3));
    String text = write(flags);
    assertThat(text.split("unsigned char : 0;", -1)).hasSize(3);
    size("struct flags", 24);
    confirm(text);
    run(
        text,
        "union { struct flags f; unsigned long w[3]; } u = {{0}};"
            + "u.f.b = 9; u.f.c = 7; u.f.d = 5; u.f.e = 3;"
            + "return !(u.w[0] == 9UL << 32 && u.w[1] == (5UL << 40 | 7) && u.w[2] == 3);");
  }

  private static void run(String text, String body) throws Exception {
    Path folder = Files.createTempDirectory("types");
    try {
      Path source =
          Files.writeString(folder.resolve("run.c"), text + "int main(void) {" + body + "}\n");
      String program = folder.resolve("run").toString();
      Process cc = new ProcessBuilder("cc", "-o", program, source.toString()).inheritIO().start();
      assertThat(cc.waitFor()).as(text).isZero();
      assertThat(new ProcessBuilder(program).start().waitFor()).as(text).isZero();
    } finally {
      AtomicFiles.deleteAll(folder);
    }
  }

  @Test
  void misalignedMembersMakeAPackedStruct() throws Exception {
    int packed =
        builder.struct(
            "wire", 7, field("a", octet, 0), field("b", integer, 8), field("c", half, 40));
    int holder = builder.struct("holder", 16, field("w", packed, 0), field("x", word, 64));
    String text = write(holder);
    assertThat(text).contains("__attribute__((packed))");
    offset("struct wire", "b", 1);
    offset("struct wire", "c", 5);
    size("struct wire", 7);
    offset("struct holder", "x", 8);
    confirm(text);
  }

  @Test
  void anonymousStructsAndUnionsWithTheirOwnGapsStandInOneStruct() throws Exception {
    int one = builder.struct("", 64, field("count", integer, 0));
    int two = builder.struct("", 64, field("owner", word, 0));
    int either = builder.union("", 8, field("small", octet, 0), field("large", word, 0));
    int outer =
        builder.struct("mm", 136, field("", one, 0), field("", two, 512), field("", either, 1024));
    offset("struct mm", "owner", 64);
    offset("struct mm", "small", 128);
    offset("struct mm", "large", 128);
    size("struct mm", 136);
    confirm(write(outer));
  }

  @Test
  void enumsHaveTheirSizesAndValues() throws Exception {
    int one = builder.enumeration("one", 1, false, "ONE_MAX", 255);
    int two = builder.enumeration("two", 2, false, "TWO_MAX", 65535);
    int four = builder.enumeration("four", 4, true, "FOUR_MIN", -5);
    int eight = builder.enumeration("eight", 8, false, "EIGHT_HIGH", 1L << 40);
    int holder =
        builder.struct(
            "holder",
            16,
            field("a", one, 0),
            field("b", two, 16),
            field("c", four, 32),
            field("d", eight, 64));
    size("enum one", 1);
    size("enum two", 2);
    size("enum four", 4);
    size("enum eight", 8);
    claims.add("FOUR_MIN == -5 && TWO_MAX == 65535 && EIGHT_HIGH == 1UL << 40");
    offset("struct holder", "d", 8);
    confirm(write(holder));
  }

  @Test
  void pointersToFunctionsAndArraysAndFlexibleArraysAreDeclared() throws Exception {
    int task = builder.forward("task");
    int call = builder.pointer(builder.function(integer, builder.pointer(task), word, 0));
    int row = builder.array(integer, integer, 4);
    int rows = builder.array(row, integer, 3);
    int toRow = builder.pointer(builder.qualifier(Btf.CONST, row));
    int flexible = builder.array(octet, integer, 0);
    int ops =
        builder.struct(
            "ops",
            64,
            field("call", call, 0),
            field("rows", rows, 64),
            field("row", toRow, 448),
            field("tail", flexible, 512));
    offset("struct ops", "rows", 8);
    offset("struct ops", "row", 56);
    offset("struct ops", "tail", 64);
    size("struct ops", 64);
    claims.add("sizeof(((struct ops *)0)->rows) == 48");
    confirm(write(ops));
  }

  @Test
  void twoTypesOfOneNameAndNamesOfTheProgramDoNotClash() throws Exception {
    int first = builder.struct("slot", 4, field("a", integer, 0));
    int second = builder.struct("slot", 8, field("b", word, 0));
    int state = builder.enumeration("state", 4, false, "IDLE", 0, "BUSY", 1);
    int holder =
        builder.struct(
            "holder", 24, field("x", first, 0), field("y", second, 64), field("z", state, 128));
    int event = builder.struct("event", 8, field("when", word, 0));
    int user = builder.struct("user", 8, field("e", event, 0));
    String text = write(Set.of(), Set.of("event", "BUSY"), holder, user);
    offset("struct holder", "y", 8);
    offset("struct holder", "z", 16);
    size("struct user", 8);
    confirm("struct event { int mine; };\nenum { BUSY = 77 };\n" + text);
  }

  @Test
  void aPointeeIsCompleteWhereItsMemberIsNamed() throws Exception {
    int mm = builder.struct("mm", 8, field("total", word, 0));
    int other = builder.struct("other", 8, field("x", word, 0));
    int task =
        builder.struct(
            "task",
            16,
            field("mm", builder.pointer(mm), 0),
            field("other", builder.pointer(other), 64));
    String text = write(Set.of("mm"), Set.of(), task);
    size("struct mm", 8);
    confirm(text);
    assertThat(text).doesNotContain("struct other {").contains("struct other;");
  }
}
