package dev.tracebook.headers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramTextTest {

  private static ProgramText of(String text) {
    return new ProgramText(text, List.of());
  }

  @Test
  void commentsAndLiteralsAreNoTokens() {
    ProgramText program = of("a /* struct b \" */ c // d\n\"e \\\" f\" 'g' 0x1fUL h->i; /* open");
    assertThat(program.tokens()).containsExactly("a", "c", "h", "i");
    assertThat(program.tags()).isEmpty();
  }

  @Test
  void whatTheProgramDefinesIsItsOwn() {
    ProgramText program =
        of(
            """
            #define LIMIT 10
            struct event_t { struct task_struct *task; u8 x; };
            enum kind { FIRST = OTHER, SECOND };
            typedef struct { int a; } pair_t, *pair_p;
            typedef int (*callback_t)(int);
            typedef u64 table_t[4];
            BPF_HASH(start, u32, struct event_t);
            struct sock *sk;
            """);
    assertThat(program.own())
        .contains("LIMIT", "event_t", "kind", "FIRST", "SECOND", "pair_t", "pair_p")
        .contains("callback_t", "table_t", "start")
        .doesNotContain("OTHER", "task_struct", "a", "x", "sk");
    assertThat(program.tags()).containsExactlyInAnyOrder("task_struct", "sock");
  }

  @Test
  void flagsDefineNamesAndNameTypes() {
    ProgramText program = of("int f(void *ctx) { FILTER }");
    program.addFlags(List.of("-DFILTER=if (((struct pid *)0)->count) return 0;", "-O3"));
    assertThat(program.own()).contains("FILTER");
    assertThat(program.tags()).containsExactly("pid");
    assertThat(program.tokens()).contains("count").doesNotContain("O3");
  }

  @Test
  void includesAndIteratorsAreFound() {
    ProgramText program =
        of(
            "#include <net/sock.h>\n # include <linux/fs.h> // x\n#include \"a.h\"\nBPF_ITER(task) {}");
    assertThat(program.includes()).containsExactly("net/sock.h", "linux/fs.h");
    assertThat(program.tags()).containsExactly("bpf_iter__task");
  }

  @Test
  void theFieldsOfATracepointCount(@TempDir Path tracefs) throws Exception {
    Path format = tracefs.resolve("events/sched/sched_wake/format");
    Files.createDirectories(format.getParent());
    Files.writeString(
        format,
        "name: x\n\tfield:struct task_struct * p;\toffset:8;\n\tfield:pid_t pid;\toffset:16;\n");
    for (String text :
        List.of(
            "TRACEPOINT_PROBE(sched, sched_wake) {}",
            "int tracepoint__sched__sched_wake(void *args) {}")) {
      ProgramText program = new ProgramText(text, List.of(tracefs));
      assertThat(program.tags()).containsExactly("task_struct");
      assertThat(program.tokens()).contains("pid_t");
    }
  }

  @Test
  void unfinishedTextIsNoError() {
    for (String text :
        List.of(
            "struct",
            "enum {",
            "typedef",
            "typedef int (*",
            "TRACEPOINT_PROBE(",
            "BPF_ITER",
            "#include <",
            "\"",
            "'",
            "/*",
            "#define")) {
      assertThat(of(text).tags()).as(text).isNotNull();
    }
  }
}
