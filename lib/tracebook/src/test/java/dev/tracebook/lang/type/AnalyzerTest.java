package dev.tracebook.lang.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tracebook.Live;
import dev.tracebook.error.ScriptException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is right, and what errors say: needs tracefs and BTF, since names come from there. */
@Live
class AnalyzerTest {
  private static Checked check(String text) {
    return Analyzer.check(text, List.of("7", "hello"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      textBlock =
          """
          tracepoint:syscalls:sys_enter_openat { print(args.filenam) } # 51 # unknown field 'filenam'; sys_enter_openat has:
          tracepoint:syscalls:sys_enter_opnat { } # 1 # no tracepoint "sys_enter_opnat" in syscalls
          tracepoint:syscals:x { } # 1 # no tracepoint category "syscals"
          trcepoint:a:b { } # 1 # unknown kind of probe "trcepoint"
          rawtracepoint:sched_swich { } # 1 # no tracepoint "sched_swich"
          interval:x:1 { } # 1 # is no clock
          BEGIN { print(pidd) } # 15 # unknown name "pidd"
          BEGIN { prinf("a") } # 9 # unknown function "prinf"
          BEGIN { print($x) } # 15 # undefined variable $x
          BEGIN { $abc = 1; print($abd) } # 25 # undefined variable $abd
          BEGIN { print(@x) } # 15 # undefined map @x
          BEGIN { @a = 1; @b = @c } # 22 # undefined map @c
          BEGIN { @a[1] = 1; @a["x"] = 2 } # 20 # @a has the key [int64] and is used here with the key [string[2]]
          BEGIN { @a[1] = 1; @a = 2 } # 20 # is used here with no key
          BEGIN { @a = hist(1); @a = 5 } # 28 # @a is filled by hist()
          BEGIN { @a = hist(1); print(@a + 1) } # 29 # is no single number
          BEGIN { @a = count(); @a = hist(3) } # 28 # @a holds count and cannot take hist
          BEGIN { @a = 1; @a = "x" } # 22 # @a holds int64 and cannot take string[2]
          BEGIN { $a = 1; $a = "x" } # 22 # $a is int64 and cannot take string[2]
          BEGIN { $a = count() } # 14 # count() can only be assigned to a map
          BEGIN { printf("%d") } # 9 # printf has 1 conversions and 0 values
          BEGIN { printf("%s", 5) } # 22 # %s needs a string, and value 1 is int64
          BEGIN { printf("%d", "a") } # 22 # %d needs a number, and value 1 is string[2]
          BEGIN { printf("%q", 1) } # 16 # unknown conversion "%q"
          BEGIN { printf(comm) } # 16 # printf needs a string literal here
          BEGIN { @ = lhist(1, 10, 0, 1) } # 13 # lhist's max must be above its min
          BEGIN { @ = lhist(1, 0, 100000, 1) } # 13 # lhist has at most 1000 buckets
          BEGIN { @ = lhist(1, pid, 10, 1) } # 22 # known before the script runs
          BEGIN { $t = (1, 2); print($t.2) } # 28 # this tuple has 2 elements
          BEGIN { print((1, 2) + 1) } # 15 # + needs numbers, and this is (int64, int64)
          BEGIN { print("a" < "b") } # 15 # < does not go with
          BEGIN { print(1 / 0) } # 19 # division by zero
          BEGIN { if ("a") { } } # 13 # a condition must be a number
          BEGIN { print(args.x) } # 15 # BEGIN has no args
          BEGIN { print(arg0) } # 15 # arg0 is not there in BEGIN
          BEGIN { print(retval) } # 15 # retval is not there in BEGIN
          BEGIN { $t = (struct task_struct *)curtask; print($t.pidd) } # 54 # unknown field 'pidd'
          BEGIN { $t = (struct task_strut *)curtask; } # 15 # unknown type "struct task_strut *"
          BEGIN { print((struct task_struct)5) } # 15 # cannot cast
          BEGIN { break; } # 9 # break stands outside of a loop
          BEGIN { unroll(200) { } } # 16 # unroll goes from 1 to 100 rounds
          BEGIN { system("ls") } # 9 # system() is refused
          BEGIN { clear(5) } # 15 # clear needs a map
          BEGIN { @x = 1; delete(@x, 1) } # 17 # @x has no keys
          BEGIN { exit(1, 2) } # 9 # exit does not take 2 arguments
          BEGIN { print(1 ? "a" : 2) } # 15 # the two values of ? are
          """)
  void errorsSayWhatAndWhere(String text, int column, String what) {
    assertThatThrownBy(() -> check(text))
        .asInstanceOf(type(ScriptException.class))
        .satisfies(
            e -> {
              assertThat(e.what()).contains(what);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @Test
  void hintsNameTheNearest() {
    assertThatThrownBy(() -> check("BEGIN { prinf(\"a\") }")).hasMessageContaining("printf");
    assertThatThrownBy(() -> check("tracepoint:sched:sched_swich { }"))
        .hasMessageContaining("sched_switch");
    assertThatThrownBy(() -> check("tracepoint:syscalls:sys_enter_openat { print(args.filenam) }"))
        .hasMessageContaining("filename, flags, mode");
  }

  @Test
  void typesAreFoundOverAllActions() {
    Checked checked =
        check("BEGIN { print(@x); @k[1, comm] = count(); } END { @x = \"abc\"; @x = \"abcdef\"; }");
    assertThat(checked.map("x").value()).isEqualTo(new Type.Str(7));
    assertThat(checked.map("k").keyTypes()).containsExactly(Basic.S64, new Type.Str(16));
    assertThat(checked.map("k").keyName(1)).isEqualTo("comm");
  }

  @Test
  void actionsThatDependOnThePlaceAreSplit() {
    assertThat(check("tracepoint:sched:sched_s* { @[probe] = count(); }").units())
        .hasSizeGreaterThan(2);
    assertThat(check("tracepoint:sched:sched_s* { @ = count(); }").units()).hasSize(1);
  }

  @Test
  void wildcardsHaveALimit() {
    assertThatThrownBy(() -> check("tracepoint:*:* { @ = count(); }"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("at most 1024");
  }

  @Test
  void structsAreLaidOutAsInC() {
    Checked checked =
        check(
            "struct S { char a; int b; short c; long d; int e:3, f:7; char g[3]; "
                + "union { int h; long i; }; struct { char x; long y; } j; } BEGIN { }");
    Layout layout =
        ((Type.Struct)
                checked
                    .types()
                    .resolve(
                        new dev.tracebook.lang.tree.TypeName(
                            "struct", "S", 0, List.of(), new dev.tracebook.lang.tree.Span(0, 0))))
            .layout();
    // The figures are gcc's offsetof and sizeof for the same struct.
    assertThat(layout.size()).isEqualTo(56);
    assertThat(layout.fields())
        .extracting(Layout.Field::name, Layout.Field::bitOffset)
        .contains(
            org.assertj.core.groups.Tuple.tuple("b", 32),
            org.assertj.core.groups.Tuple.tuple("c", 64),
            org.assertj.core.groups.Tuple.tuple("d", 128),
            org.assertj.core.groups.Tuple.tuple("f", 195),
            org.assertj.core.groups.Tuple.tuple("g", 208),
            org.assertj.core.groups.Tuple.tuple("h", 256),
            org.assertj.core.groups.Tuple.tuple("j", 320));
  }
}
