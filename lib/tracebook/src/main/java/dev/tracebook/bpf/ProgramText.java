package dev.tracebook.bpf;

/**
 * A program as the user wrote it and as it is given to the compiler: with its losses counted, the
 * layouts of its events described, and every line under its own number.
 */
final class ProgramText {
  private final String text;
  private final String prefix;
  private final LossCount loss;

  /**
   * A program.
   *
   * @param text the user's text
   * @param prefix C that must come before it: readers of USDT arguments
   * @param countLosses false for a program that counts its own
   */
  ProgramText(String text, String prefix, boolean countLosses) {
    this.text = text;
    this.prefix = prefix;
    loss = countLosses ? LossCount.in(text) : LossCount.none(text);
  }

  String text() {
    return text;
  }

  LossCount loss() {
    return loss;
  }

  /**
   * What is compiled.
   *
   * @param layouts whether BCC is asked for the layouts of the events; without, for a program that
   *     does not compile because of that
   */
  String compiled(boolean layouts) {
    String before = prefix + loss.declaration();
    // libbcc puts lines of its own before all this: the directives keep the user's numbers also in
    // what the verifier says.
    return "#line 1 \"tracebook.h\"\n"
        + before
        + "#line 1 \"/virtual/main.c\"\n"
        + LineMarks.add(loss.text())
        + (layouts ? OutputStruct.declaration(text) : "");
  }

  int lines() {
    return (int) text.lines().count();
  }
}
