package dev.tracebook.lang.gen;

import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Format;
import dev.tracebook.lang.type.Limits;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Writes what user space is to do: an event with the number of the effect and its values. */
final class Effects {
  private static final int JOINED = 16;
  private static final int JOINED_BYTES = 256;

  private final Checked checked;
  private final Expressions expressions;
  private final Out out;
  private final Shared shared;

  Effects(Checked checked, Expressions expressions, Out out, Shared shared) {
    this.checked = checked;
    this.expressions = expressions;
    this.out = out;
    this.shared = shared;
  }

  /** Returns false where the call has a value in memory and no effect. */
  boolean write(Expr.Call c) {
    switch (c.name()) {
      case "printf", "errorf", "warnf", "cat" -> formatted(c);
      case "print" -> print(c);
      case "clear" -> event(new Effect.Clear(map(c)), List.of());
      case "zero" -> event(new Effect.Zero(map(c)), List.of());
      case "time" ->
          event(
              new Effect.Time(
                  c.args().isEmpty()
                      ? "%H:%M:%S\n"
                      : Literal.text(((Expr.Str) c.args().get(0)).value())),
              List.of());
      case "exit" -> {
        event(new Effect.Exit(), c.args());
        out.line("tb_count(" + Program.EXITED + ");");
        out.line("goto out;");
      }
      case "join" -> join(c);
      default -> {
        return false;
      }
    }
    return true;
  }

  private MapUse map(Expr.Call c) {
    return checked.map(((Expr.MapRef) c.args().get(0)).name());
  }

  private void formatted(Expr.Call c) {
    List<Expr> values = c.args().subList(1, c.args().size());
    Type.Tuple types = new Type.Tuple(values.stream().map(expressions::type).toList(), List.of());
    Format format = Format.of(checked.constants().literal(c.args().get(0)));
    event(
        new Effect.Formatted(c.name(), format, types, values.stream().map(Expr::span).toList()),
        values);
  }

  private void print(Expr.Call c) {
    Expr first = c.args().get(0);
    if (first instanceof Expr.MapRef map && map.keys() == null && wholeMap(map)) {
      long top = c.args().size() > 1 ? expressions.constant(c.args().get(1)).orElse(0) : 0;
      long divisor = c.args().size() > 2 ? expressions.constant(c.args().get(2)).orElse(1) : 1;
      event(new Effect.PrintMap(map(c), top, Math.max(1, divisor)), List.of());
      return;
    }
    List<Expr> values =
        first instanceof Expr.Tuple tuple
            ? tuple.elements()
            : first instanceof Expr.RecordOf named ? named.elements() : List.of(first);
    event(value(first), values);
  }

  private Effect.Value value(Expr e) {
    Type type = expressions.type(e);
    if (!(type instanceof Type.Tuple tuple)) {
      return new Effect.Value(type, new Type.Tuple(List.of(type), List.of()), List.of(e.span()));
    }
    List<Expr> elements = e instanceof Expr.Tuple written ? written.elements() : List.of();
    if (tuple.names().isEmpty() && elements.isEmpty()) {
      // A tuple that comes from elsewhere: its elements are known by their numbers.
      List<String> numbers =
          IntStream.range(0, tuple.elements().size()).mapToObj(Integer::toString).toList();
      return new Effect.Value(type, new Type.Tuple(tuple.elements(), numbers), List.of());
    }
    return new Effect.Value(type, tuple, elements.stream().map(Expr::span).toList());
  }

  private static boolean wholeMap(Expr.MapRef map) {
    return map.keys() == null;
  }

  private void event(Effect effect, List<Expr> values) {
    int number = shared.effect(effect);
    int bytes = 8;
    List<String> scalars = new ArrayList<>();
    for (Expr each : values) {
      Type type = expressions.type(each);
      bytes += type.stored();
      // What has effects of its own comes before the room in the ring is taken.
      scalars.add(
          type.scalar() ? expressions.scalar(each) : simple(each) ? "" : expressions.memory(each));
    }
    if (bytes > Limits.EVENT_BYTES) {
      throw Unsupported.at(
          checked,
          "these values have " + bytes + " bytes; an event has at most " + Limits.EVENT_BYTES,
          "shorten the strings: str(..., 64)",
          values.get(0).span());
    }
    String event = reserve(bytes);
    out.open("if (" + event + ")");
    out.line("*(u64 *)" + event + " = " + number + ";");
    int at = 8;
    for (int i = 0; i < values.size(); i++) {
      Type type = expressions.type(values.get(i));
      if (type.scalar()) {
        out.line("*(u64 *)(" + event + " + " + at + ") = (u64)" + scalars.get(i) + ";");
      } else if (scalars.get(i).isEmpty()) {
        expressions.into(values.get(i), event, at, type, true);
      } else {
        expressions.copy(scalars.get(i), type, event, at, type);
      }
      at += type.stored();
      out.barrier();
    }
    submit(event);
  }

  private String reserve(int bytes) {
    out.usesRing();
    String event = out.fresh();
    out.line("char *" + event + " = tb_ring.ringbuf_reserve(" + bytes + ");");
    return event;
  }

  private void submit(String event) {
    out.line("tb_ring.ringbuf_submit(" + event + ", 1);");
    out.orElse();
    // Without a test of its own: in a loop the verifier would follow both sides each time.
    out.line("__sync_fetch_and_add(tb_lost, 1);");
    out.close();
  }

  /** Values that can be written right into the event: no map is read, nothing is called twice. */
  private boolean simple(Expr e) {
    return e instanceof Expr.Str
        || e instanceof Expr.Name
        || e instanceof Expr.Var
        || (e instanceof Expr.Call c && c.name().equals("str") && plain(c.args()))
        || (e instanceof Expr.Call b && b.name().equals("buf") && plain(b.args()));
  }

  private static boolean plain(List<Expr> args) {
    return args.stream()
        .allMatch(
            each ->
                each instanceof Expr.Name
                    || each instanceof Expr.Var
                    || each instanceof Expr.Int
                    || each instanceof Expr.Param
                    || (each instanceof Expr.Field f && f.base() instanceof Expr.Name));
  }

  /** The texts that an array of pointers ends with a null leads to. */
  private void join(Expr.Call c) {
    String separator =
        c.args().size() > 1 ? Literal.text(((Expr.Str) c.args().get(1)).value()) : " ";
    int number = shared.effect(new Effect.Join(separator, JOINED, JOINED_BYTES));
    String array = expressions.scalar(c.args().get(0));
    String event = reserve(16 + JOINED * JOINED_BYTES);
    String count = out.temp(Basic.U64, "0");
    out.open("if (" + event + ")");
    out.line("*(u64 *)" + event + " = " + number + ";");
    for (int i = 0; i < JOINED; i++) {
      String pointer = out.fresh();
      out.line("u64 " + pointer + " = 0;");
      out.line("tb_read(&" + pointer + ", 8, " + array + " + " + i * 8 + ");");
      out.open("if (" + count + " == " + i + " && " + pointer + ")");
      out.line(
          "tb_read_text("
              + event
              + " + "
              + (16 + i * JOINED_BYTES)
              + ", "
              + JOINED_BYTES
              + ", "
              + pointer
              + ");");
      out.line(count + " = " + (i + 1) + ";");
      out.close();
    }
    out.line("*(u64 *)(" + event + " + 8) = " + count + ";");
    submit(event);
  }
}
