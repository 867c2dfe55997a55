package dev.tracebook.lang.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.tracebook.error.ScriptException;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Source;
import dev.tracebook.lang.tree.Stmt;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParserTest {
  private static Source parse(String text) {
    return Parser.script(text, List.of("sched", "7"));
  }

  /** The tree of an expression as fully parenthesised text. */
  private static String shape(Expr e) {
    if (e instanceof Expr.Int i) {
      return Long.toUnsignedString(i.value());
    }
    if (e instanceof Expr.Str s) {
      return '"' + s.value() + '"';
    }
    if (e instanceof Expr.Name n) {
      return n.name();
    }
    if (e instanceof Expr.Var v) {
      return "$" + v.name();
    }
    if (e instanceof Expr.MapRef m) {
      List<Expr> keys = m.keys();
      return "@" + m.name() + (keys == null ? "" : "[" + all(keys) + "]");
    }
    if (e instanceof Expr.Binary b) {
      return "(" + shape(b.left()) + b.op() + shape(b.right()) + ")";
    }
    if (e instanceof Expr.Unary u) {
      return "(" + u.op() + shape(u.operand()) + ")";
    }
    if (e instanceof Expr.Ternary t) {
      return "(" + shape(t.condition()) + "?" + shape(t.yes()) + ":" + shape(t.no()) + ")";
    }
    if (e instanceof Expr.Field f) {
      return shape(f.base()) + "." + f.name();
    }
    if (e instanceof Expr.Element f) {
      return shape(f.base()) + "." + f.index();
    }
    if (e instanceof Expr.Index i) {
      return shape(i.base()) + "[" + shape(i.index()) + "]";
    }
    if (e instanceof Expr.Cast c) {
      return "(" + c.type() + ")" + shape(c.operand());
    }
    if (e instanceof Expr.Step s) {
      String op = s.delta() > 0 ? "++" : "--";
      return s.prefix() ? op + shape(s.target()) : shape(s.target()) + op;
    }
    if (e instanceof Expr.Call c) {
      return c.name() + "(" + all(c.args()) + ")";
    }
    if (e instanceof Expr.Tuple t) {
      return "(" + all(t.elements()) + ",)";
    }
    return e.toString();
  }

  private static String all(List<Expr> list) {
    return list.stream().map(ParserTest::shape).collect(Collectors.joining(","));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      textBlock =
          """
          1 + 2 * 3 # (1+(2*3))
          1 - 2 - 3 # ((1-2)-3)
          1 << 2 + 3 # (1<<(2+3))
          1 & 2 == 3 # (1&(2==3))
          1 | 2 ^ 3 & 4 # (1|(2^(3&4)))
          1 || 2 && 3 # (1||(2&&3))
          1 ? 2 : 3 ? 4 : 5 # (1?2:(3?4:5))
          !1 == 2 # ((!1)==2)
          -$x * 2 # ((-$x)*2)
          *$p.a # (*$p.a)
          (uint8)1 + 2 # ((uint8)1+2)
          (struct task_struct *)curtask # (struct task_struct *)curtask
          ((struct a *)arg0)->b.c[3] # (struct a *)arg0.b.c[3]
          (foo *)arg0 # (foo *)arg0
          (unsigned long long)1 # (uint64)1
          (uint8[4])pid # (uint8[4])pid
          (int8[])$x # (int8[])$x
          (1, "a") # (1,"a",)
          (1,) # (1,)
          (1) # 1
          $t.1.0 # $t.1.0
          @x[pid, comm]++ # @x[pid,comm]++
          --$x # --$x
          @ # @
          0x1f # 31
          017 # 15
          1e3 # 1000
          1_000_000 # 1000000
          10ms # 10000000
          2s # 2000000000
          1m # 60000000000
          42ULL # 42
          0xffffffffffffffff # 18446744073709551615
          if (1) { 2 } else { 3 } # (1?BlockValue[statements=[], value=Int[value=2, unsigned=false, span=Span[start=9, end=10]], span=Span[start=7, end=12]]:BlockValue[statements=[], value=Int[value=3, unsigned=false, span=Span[start=20, end=21]], span=Span[start=18, end=23]])
          """)
  void expressionsBindAsInBpftrace(String text, String expected) {
    assertThat(shape(Parser.expression(text))).isEqualTo(expected);
  }

  @Test
  void stringsResolveEscapes() {
    assertThat(Parser.expression("\"a\\n\\t\\\"\\\\\\x41\\0102\""))
        .isInstanceOfSatisfying(
            Expr.Str.class, s -> assertThat(s.value()).isEqualTo("a\n\t\"\\A" + "\b2"));
  }

  @Test
  void probesAreSplitAndParametersReplaced() {
    Source source =
        parse("t:$1:sched_switch,\n uprobe:/bin/bash:readline /pid == $2/ { @++ }\nEND{}i:s:1{}");
    assertThat(source.actions()).hasSize(3);
    assertThat(source.actions().get(0).probes())
        .extracting(each -> each.text())
        .containsExactly("t:sched:sched_switch", "uprobe:/bin/bash:readline");
    assertThat(shape(source.actions().get(0).predicate()))
        .isEqualTo("(pid==Param[number=2, span=Span[start=54, end=56]])");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN { }",
        "begin { $x = 1; $x += 2; @a[1, \"x\"] = count(); delete(@a[1, \"x\"]) }",
        "kprobe:f/arg0 == 1/{ if (1) { } else if (2) { } else { } }",
        "BEGIN { if pid == 1 { exit() } while ($i < 3) { $i++; continue; } }",
        "BEGIN { for ($kv : @m) { print($kv.0); break } for $i : 0..10 { } }",
        "BEGIN { for ($i : (1+1)..(2*4)) { print($i); } unroll(3) { @++ } unroll $1 { } }",
        "BEGIN { let $x; let $y: uint8 = 3; let $z = (a=1, b=\"c\"); return; return 1 }",
        "BEGIN { _ = has_key(@a, 1); { $q = 1 } ;; print(sizeof(struct task_struct)); }",
        "BEGIN { print((offsetof(struct task_struct, mm.pgd), sizeof(1 + 2), $#)) }",
        "#!/usr/bin/env bpftrace\n#include <linux/sched.h>\n#define N 3\nBEGIN { print(N) }",
        "struct A { int a:4, b[3]; struct { char *c; } d; union { int e; long f; }; };\nBEGIN {}",
        "enum E { A, B = 5, C };\nlet @m = lruhash(100);\nBEGIN { print((enum E)1) }",
        "// c\n/* d */ BEGIN /* e */ { /* f */ } // g",
        "tracepoint:syscalls:sys_enter_openat /args->flags & 1 && comm != \"a\"/ { @[args.dfd]++ }",
        "usdt:/usr/bin/x:p:q, hardware:cache-misses:1e6, p:hz:99, iter:task { @ = (1, (2, 3)); }",
        "BEGIN { @x = { let $a = 1; $a }; $z = $a ? \"x\" : \"y\"; print(@x, 5, 2); }",
        "watchpoint:0x1000:8:rw { } uprobe:\"/a b/c\":f { }"
      })
  void scriptsAreParsed(String text) {
    assertThat(parse(text).actions()).isNotEmpty();
  }

  @Test
  void definitionsAreRead() {
    Source source =
        parse("#define N 3 + 4\nstruct A { unsigned int a:4, *b[3]; };enum { X, Y = -5 }BEGIN {}");
    assertThat(source.definitions()).hasSize(3);
    assertThat(source.definitions().get(1))
        .asInstanceOf(type(Definition.Struct.class))
        .satisfies(
            struct -> {
              assertThat(struct.members().get(0).bits()).isEqualTo(4);
              assertThat(struct.members().get(1).type()).hasToString("uint32 *[3]");
            });
    assertThat(source.definitions().get(2))
        .asInstanceOf(type(Definition.Enumeration.class))
        .satisfies(each -> assertThat(each.values()).containsExactly(0L, -5L));
  }

  @Test
  void statementsKeepTheirPlaces() {
    String text = "BEGIN { $x = 1;\n  @y[pid] = $x }";
    Stmt second = parse(text).actions().get(0).body().statements().get(1);
    assertThat(text.substring(second.span().start(), second.span().end()))
        .isEqualTo("@y[pid] = $x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      textBlock =
          """
          BEGIN { $x = } # 1 # 14 # an expression expected
          BEGIN { printf("a) } # 1 # 16 # this string has no end
          BEGIN { $x = 0xzz; } # 1 # 14 # is not a number
          BEGIN { 99999999999999999999 } # 1 # 9 # needs more than 64 bits
          BEGIN { @x = 1 # 1 # 15 # but here is the end of the script
          BEGIN { 1 = 2 } # 1 # 9 # only variables and maps can be assigned
          BEGIN { $x = 1 $y = 2 } # 1 # 16 # ";" or "}" expected
          BEGIN { 'a' } # 1 # 9 # unexpected character
          BEGIN # 1 # 6 # "{" expected behind the probe
          { } # 1 # 1 # a probe expected
          BEGIN { /* } # 1 # 9 # this comment has no end
          config = { a=1 } BEGIN { } # 1 # 1 # config blocks are not supported
          macro a() { 1 } BEGIN { } # 1 # 1 # macros are not supported
          import "x"; BEGIN { } # 1 # 1 # imports are not supported
          BEGIN { @a[] = 1 } # 1 # 9 # a map's key is missing
          BEGIN { &@a } # 1 # 9 # the address operator is not supported
          k:f /1 { } # 1 # 8 # the predicate ends with
          BEGIN { for ($x : 3) { } } # 1 # 19 # a for loop goes over a map or a range
          BEGIN { (1)++ } # 1 # 12 # expected
          """)
  void errorsPointAtTheColumn(String text, int line, int column, String what) {
    assertThatThrownBy(() -> parse(text))
        .asInstanceOf(type(ScriptException.class))
        .satisfies(
            e -> {
              assertThat(e.what()).contains(what);
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
              assertThat(e.why().lines().toList().get(1)).matches(" *\\^~*");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "{",
        "-",
        "!",
        "[",
        "1+",
        "$a.b",
        "if(1){",
        "(uint8)",
        "1?",
        "*",
        "@a[",
        "f(",
        "1?2:",
        "++",
        "$x=$x+",
        "else if (1) {"
      })
  void deepNestingIsAnError(String opening) {
    for (String before : List.of("BEGIN {", "BEGIN { if (1) {} ", "BEGIN { $x = ", "k:f /")) {
      assertThatThrownBy(() -> parse(before + opening.repeat(100_000 / opening.length())))
          .isInstanceOf(ScriptException.class);
    }
    assertThatThrownBy(() -> parse("BEGIN { $x = " + "(".repeat(100_000) + "1"))
        .hasMessageContaining("nests deeper");
  }

  @Test
  void hugeScriptsAreAnError() {
    assertThatThrownBy(() -> parse("BEGIN { " + "@x = 1; ".repeat(131_072) + "}"))
        .isInstanceOf(ScriptException.class)
        .hasMessageContaining("characters");
  }
}
