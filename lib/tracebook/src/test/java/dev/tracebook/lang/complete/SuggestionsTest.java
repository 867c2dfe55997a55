package dev.tracebook.lang.complete;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import org.junit.jupiter.api.Test;

/** The place of the cursor is written {@code |}. */
@Live
class SuggestionsTest {
  private static Suggestions script(String text) {
    return Suggestions.inScript(text.replace("|", ""), text.indexOf('|'));
  }

  private static Suggestions java(String text) {
    Suggestions found = JavaStrings.at(text.replace("|", ""), text.indexOf('|'));
    return found == null ? new Suggestions(java.util.List.of("java"), -1) : found;
  }

  private static final String OPEN = "tracepoint:syscalls:sys_enter_openat";

  @Test
  void probesAreCompletedPartByPart() {
    assertThat(script("tr|").matches()).containsExactly("tracepoint:");
    assertThat(script("BEGIN { } tracepoint:sysc|"))
        .isEqualTo(new Suggestions(java.util.List.of("tracepoint:syscalls:"), 10));
    assertThat(script(OPEN.replace("openat", "open|")).matches()).contains(OPEN);
    assertThat(script("BEGIN, rawtracepoint:sys_en|").matches())
        .containsExactly("rawtracepoint:sys_enter");
  }

  @Test
  void fieldsAreThoseOfTheActionsOwnProbe() {
    assertThat(script(OPEN + " /args.d|").matches()).containsExactly("dfd");
    assertThat(
            script(
                    "tracepoint:raw_syscalls:sys_exit { @ = args.id } "
                        + OPEN
                        + " { print(args->f|) }")
                .matches())
        .containsExactly("filename", "flags");
    assertThat(script("uprobe:/bin/sh:main /args.d|").matches()).isEmpty();
  }

  @Test
  void namesOfTheScriptAreKnown() {
    assertThat(script("BEGIN { @abc = 1; $abd = 2; print(@ab|); @abe = 1; }").matches())
        .containsExactly("@abc", "@abe");
    assertThat(script("BEGIN { $abd = 2; print($|); }").matches()).containsExactly("$abd");
    assertThat(script("BEGIN { stat|").matches()).containsExactly("stats(");
    assertThat(script("BEGIN { ks|").matches()).containsExactly("kstack", "kstr(", "ksym(");
    assertThat(script("BEGIN { \"ks|").matches()).isEmpty();
    assertThat(script("BEGIN { // ks|").matches()).isEmpty();
  }

  @Test
  void stringsInJavaAreCompletedToo() {
    assertThat(java("int x = 1; probe(\"tracepoint:sysc|\")").matches())
        .containsExactly("tracepoint:syscalls:");
    assertThat(java("span(\"" + OPEN + "\", \"tracepoint:raw_sys|").matches())
        .containsExactly("tracepoint:raw_syscalls:");
    assertThat(
            java("probe(\"" + OPEN + "\").where(\"pid > 1\").select(\"comm\", \"args.m|").matches())
        .containsExactly("mode");
    assertThat(java("script(\"\"\"\n  " + OPEN + " { @ = cou|").matches())
        .containsExactly("count(");
    assertThat(java("System.out.println(\"tr|").matches()).containsExactly("java");
    assertThat(java("var x = prob|").matches()).containsExactly("java");
  }
}
