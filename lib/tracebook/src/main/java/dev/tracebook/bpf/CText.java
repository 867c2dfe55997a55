package dev.tracebook.bpf;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** C text without what is no code. */
final class CText {
  private static final Pattern NOISE =
      Pattern.compile("//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\\n])*\"", Pattern.DOTALL);

  private CText() {}

  /** Comments and string literals become blanks: every character keeps its place. */
  static String blanked(String program) {
    return NOISE.matcher(program).replaceAll(CText::blank);
  }

  private static String blank(MatchResult noise) {
    return noise.group().replaceAll("[^\n]", " ");
  }
}
