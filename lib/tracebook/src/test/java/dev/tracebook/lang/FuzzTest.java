package dev.tracebook.lang;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.error.TraceException;
import dev.tracebook.error.VerifierException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** 100,000 random and mutated scripts: each is a program or an error, never another exception. */
@Live
class FuzzTest {
  private static final int SCRIPTS = 100_000;
  private static final int COMPILED = 12;
  private static final String[] PIECES = {
    "BEGIN",
    "END",
    " { ",
    " } ",
    "interval:s:1",
    "tracepoint:sched:sched_switch",
    "profile:hz:99",
    "/",
    "pid",
    "comm",
    "args.prev_comm",
    "args.",
    "$x",
    "$y",
    "@x",
    "@",
    "@y[",
    "]",
    "(",
    ")",
    ",",
    ";",
    " = ",
    " += ",
    "++",
    "--",
    "1",
    "0",
    "-1",
    "\"text\"",
    "\"%d %s\\n\"",
    "printf(",
    "print(",
    "count()",
    "hist(",
    "lhist(",
    "sum(",
    "avg(",
    "str(",
    "delete(",
    "if (",
    "else",
    "while (",
    "for ($i : 0..10)",
    "unroll(3)",
    "?",
    ":",
    "+",
    "-",
    "*",
    "%",
    "<<",
    ">>",
    "&&",
    "||",
    "!",
    "~",
    "==",
    "<",
    "(uint8)",
    "(struct task_struct *)",
    "curtask",
    ".pid",
    "->comm",
    ".0",
    ".1",
    "sizeof(",
    "$1",
    "$#",
    "let ",
    "exit()",
    "kstack",
    "buf(",
    "true",
    "nsecs",
    "// c\n",
    "/*",
    "*/",
    "#define A 1\n",
    "struct S { int a; char b[4]; } ",
    "enum E { A, B } ",
    "\\",
    "'",
    "\0",
    "é",
    "0x",
    "1e9",
    "5ms",
    "break;",
    "return;",
    "strncmp(",
    "ntop(",
    "18446744073709551615"
  };

  private static List<String> seeds() throws IOException {
    List<String> seeds = new ArrayList<>();
    for (String file : List.of("begin-scripts.txt", "workload-scripts.txt")) {
      try (var in = FuzzTest.class.getResourceAsStream(file)) {
        new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#define") && !line.startsWith("# "))
            .forEach(seeds::add);
      }
    }
    return seeds;
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "BEGIN { " : "");
    for (int i = random.nextInt(40); i >= 0; i--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.append(random.nextBoolean() ? " }" : "").toString();
  }

  private static String mutated(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int i = random.nextInt(4); i >= 0 && text.length() > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.setCharAt(at, (char) (32 + random.nextInt(96)));
        case 3 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(10)));
        default -> {
          int from = random.nextInt(text.length());
          text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(20))));
        }
      }
    }
    return text.toString();
  }

  @Test
  void everyScriptIsAProgramOrAnError() throws IOException {
    Random random = new Random(20_260_401);
    List<String> seeds = seeds();
    List<String> failures = new ArrayList<>();
    List<Script> programs = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < SCRIPTS; i++) {
      String text =
          i % 3 == 0 ? random(random) : mutated(seeds.get(random.nextInt(seeds.size())), random);
      try {
        Script script = Script.compile(text, 3, "text");
        right++;
        if (right % 250 == 0 && programs.size() < COMPILED) {
          programs.add(script);
        }
      } catch (TraceException e) {
        assertThat(e.what()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        failures.add(text + "\n   " + e + " at " + e.getStackTrace()[0]);
      }
    }
    assertThat(failures).as("other exceptions").isEmpty();
    assertThat(right).as("scripts that are right").isGreaterThan(2_000);
    // A C error in generated code, or a program that the verifier rejects, is ours.
    for (Script script : programs) {
      try (RunningScript running = script.start()) {
        running.stop();
      } catch (VerifierException e) {
        // A loop without an end is the script's own.
        assertThat(script.text()).contains("while");
      } catch (RuntimeException e) {
        throw new AssertionError(script.text() + "\n" + script.c(), e);
      }
    }
  }
}
