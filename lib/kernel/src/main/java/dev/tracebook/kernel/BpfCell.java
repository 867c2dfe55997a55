package dev.tracebook.kernel;

/** The cell magic {@code %%bpf [variable]}: the rest of the cell is a BCC program. */
final class BpfCell {
  private static final String MAGIC = "%%bpf";

  private BpfCell() {}

  static String toJava(String cell) {
    if (!cell.startsWith(MAGIC)) {
      return cell;
    }
    int end = cell.indexOf('\n');
    String name = end < 0 ? "" : cell.substring(MAGIC.length(), end).strip();
    // The program begins on the cell's second line: an empty first line keeps clang's line numbers.
    String program = end < 0 ? "" : cell.substring(end);
    String text = program.replace("\\", "\\\\").replace("\"\"\"", "\\\"\"\"");
    return "var %s = load(\"\"\"\n%s\n\"\"\");".formatted(name.isEmpty() ? "bpf" : name, text);
  }
}
