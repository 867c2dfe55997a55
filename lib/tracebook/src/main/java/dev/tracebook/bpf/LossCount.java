package dev.tracebook.bpf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts the events that find no room in a buffer.
 *
 * <p>A reader never sees an output that failed: only the program can count it. So every call that
 * sends an event is wrapped, in its own line, into one that counts a failure in a map of ours.
 */
final class LossCount {
  /** The map that is added: a counter a buffer. */
  static final String TABLE = "__tb_lost";

  private static final Pattern SEND =
      Pattern.compile(
          "\\b(\\w+)\\s*\\.\\s*(ringbuf_output|ringbuf_reserve|perf_submit|perf_submit_skb)\\s*\\(");

  /** Text that was put into a line. */
  record Insertion(int line, int column, int length) {}

  private final Map<String, Integer> slots = new LinkedHashMap<>();
  private final List<Insertion> insertions = new ArrayList<>();
  private final String text;

  private LossCount(String program, boolean counted) {
    if (counted) {
      text = program;
      return;
    }
    String code = CText.blanked(program);
    StringBuilder out = new StringBuilder();
    Matcher send = SEND.matcher(code);
    int from = 0;
    while (send.find(from)) {
      int end = closing(code, send.end());
      if (end < 0) {
        break;
      }
      int slot = slots.computeIfAbsent(send.group(1), name -> slots.size());
      String call = program.substring(send.start(), end);
      boolean reserve = send.group(2).equals("ringbuf_reserve");
      String before = reserve ? "({ void *__tb_p = " : "({ int __tb_r = ";
      String after =
          "; if (%s) %s.atomic_increment(%d); %s; })"
              .formatted(
                  reserve ? "!__tb_p" : "__tb_r", TABLE, slot, reserve ? "__tb_p" : "__tb_r");
      out.append(program, from, send.start());
      insert(program, send.start(), before.length());
      out.append(before).append(call);
      insert(program, end, after.length());
      out.append(after);
      from = end;
    }
    text = out.append(program.substring(from)).toString();
  }

  static LossCount in(String program) {
    return new LossCount(program, false);
  }

  /** Leaves the program as it is. */
  static LossCount none(String program) {
    return new LossCount(program, true);
  }

  private void insert(String program, int at, int length) {
    int start = program.lastIndexOf('\n', at - 1) + 1;
    int line = 1 + (int) program.substring(0, at).chars().filter(c -> c == '\n').count();
    insertions.add(new Insertion(line, at - start + 1, length));
  }

  /** The index behind the parenthesis that closes the one before {@code from}. */
  private static int closing(String code, int from) {
    int depth = 1;
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return -1;
  }

  /** The program with its sends counted; every line keeps its number. */
  String text() {
    return text;
  }

  /** The declaration that the program needs before its first line; empty when it sends nothing. */
  String declaration() {
    return slots.isEmpty() ? "" : "BPF_ARRAY(" + TABLE + ", u64, " + slots.size() + ");\n";
  }

  /** Where the counter of a buffer is; -1 for a buffer that nothing is sent through. */
  int slot(String buffer) {
    return slots.getOrDefault(buffer, -1);
  }

  /** The column that the user wrote, for one that the compiler tells. */
  int userColumn(int line, int column) {
    int shift = 0;
    for (Insertion each : insertions) {
      int here = each.column() + shift;
      if (each.line() == line && column > here) {
        shift += Math.min(each.length(), column - here);
      }
    }
    return column - shift;
  }
}
