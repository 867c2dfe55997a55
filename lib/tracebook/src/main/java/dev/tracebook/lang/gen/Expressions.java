package dev.tracebook.lang.gen;

import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Builtins;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Layout;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Place;
import dev.tracebook.lang.type.Type;
import dev.tracebook.lang.type.Unit;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes expressions: their parts in order, each into a variable of its own. */
final class Expressions {
  private final Checked checked;
  final Unit unit;
  final Out out;
  private final Statements statements;
  private final Calls calls;
  final MapAccess maps;
  private final Fields fields;

  Expressions(Checked checked, Unit unit, Out out, Statements statements, Shared shared) {
    this.checked = checked;
    this.unit = unit;
    this.out = out;
    this.statements = statements;
    maps = new MapAccess(checked, this, out);
    fields = new Fields(unit, this, out, checked);
    calls = new Calls(checked, this, out, shared);
  }

  Type type(Expr e) {
    return unit.type(e);
  }

  OptionalLong constant(Expr e) {
    return checked.constants().value(e);
  }

  /** A scalar as an operand without side effects. */
  String scalar(Expr e) {
    Expr here = unit.meaning(e);
    Type type = type(here);
    if (here instanceof Expr.Int i) {
      return number(i.value());
    } else if (here instanceof Expr.Bool b) {
      return b.value() ? "1LL" : "0LL";
    } else if (here instanceof Expr.ParamCount) {
      return number(checked.constants().paramCount());
    } else if (here instanceof Expr.Param p) {
      return number(Objects.requireNonNull(checked.constants().number(p.number())));
    } else if (here instanceof Expr.Name n) {
      return builtin(n, type);
    } else if (here instanceof Expr.Call c) {
      return calls.scalar(c);
    } else if (here instanceof Expr.Var v) {
      return out.temp(type, statements.variable(unit.variable(v)));
    } else if (here instanceof Expr.MapRef m) {
      return maps.scalar(m, type);
    } else if (here instanceof Expr.Unary u && !u.op().equals("*")) {
      return unary(u, type);
    } else if (here instanceof Expr.Step s) {
      return step(s, true);
    } else if (here instanceof Expr.Binary b) {
      return binary(b, type);
    } else if (here instanceof Expr.Ternary t) {
      return ternary(t, type);
    } else if (here instanceof Expr.Cast c) {
      return cast(c, type);
    } else if (here instanceof Expr.SizeOf s) {
      Type of = s.type() != null ? checked.types().resolve(s.type()) : type(operand(s.operand()));
      return number(of.size());
    } else if (here instanceof Expr.OffsetOf o) {
      return number(offset(o));
    } else if (here instanceof Expr.BlockValue b) {
      return statements.blockValue(b, () -> scalar(b.value()), type);
    }
    return fields.scalar(here, type);
  }

  private static Expr operand(@Nullable Expr e) {
    return Objects.requireNonNull(e);
  }

  private int offset(Expr.OffsetOf o) {
    Type here = o.type() != null ? checked.types().resolve(o.type()) : type(operand(o.operand()));
    int offset = 0;
    for (String each : o.path()) {
      Type inner = here instanceof Type.Pointer p ? p.type().get() : here;
      Layout.Field field = Objects.requireNonNull(((Type.Struct) inner).layout().field(each));
      offset += field.offset();
      here = field.type();
    }
    return offset;
  }

  static String number(long value) {
    return value == Long.MIN_VALUE ? "(-9223372036854775807LL - 1)" : value + "LL";
  }

  /** A value of any type; a large one in memory of the function. */
  Value value(Expr e) {
    Type type = type(e);
    return type.scalar() ? new Value(scalar(e), type) : new Value(memory(e), type);
  }

  /** A large value's place in memory. */
  String memory(Expr e) {
    Expr here = unit.meaning(e);
    if (here instanceof Expr.Var v) {
      return statements.variable(unit.variable(v));
    }
    String local = fields.local(here);
    if (local != null) {
      return local;
    }
    Type type = type(here);
    String place = out.memory(type.stored());
    into(here, place, 0, type, false);
    return place;
  }

  /**
   * Writes a value in its stored form.
   *
   * @param as the type at the target, as large as the value's or larger
   * @param loose bytes behind a text's end may be anything
   */
  void into(Expr e, String to, int offset, Type as, boolean loose) {
    Expr here = unit.meaning(e);
    Type type = type(here);
    if (as.scalar()) {
      out.line("*(u64 *)(" + to + " + " + offset + ") = (u64)" + scalar(here) + ";");
    } else if (here instanceof Expr.Str s) {
      text(s.value(), to, offset, as.stored());
    } else if (here instanceof Expr.Param p) {
      text(checked.constants().param(p.number()), to, offset, as.stored());
    } else if (here instanceof Expr.Tuple t) {
      elements(t.elements(), to, offset, (Type.Tuple) as, loose);
    } else if (here instanceof Expr.RecordOf r) {
      elements(r.elements(), to, offset, (Type.Tuple) as, loose);
    } else if (here instanceof Expr.Ternary t) {
      out.open("if (" + scalar(t.condition()) + ")");
      into(t.yes(), to, offset, as, loose);
      out.orElse();
      into(t.no(), to, offset, as, loose);
      out.close();
    } else if (here instanceof Expr.BlockValue b) {
      statements.blockEffect(b, () -> into(b.value(), to, offset, as, loose));
    } else if (here instanceof Expr.Name n) {
      name(n, to, offset, type, as);
    } else if (here instanceof Expr.Call c) {
      calls.into(c, to, offset, as, loose);
    } else if (here instanceof Expr.MapRef m) {
      maps.into(m, to, offset, as);
    } else if (here instanceof Expr.Var v) {
      copy(statements.variable(unit.variable(v)), unit.variable(v).type(), to, offset, as);
    } else if (here instanceof Expr.Cast c) {
      castInto(c, to, offset, as);
    } else {
      fields.into(here, to, offset, as);
    }
  }

  /** Copies a stored value into the same type or a larger one. */
  void copy(String from, Type type, String to, int offset, Type as) {
    if (type instanceof Type.Tuple source && as instanceof Type.Tuple target) {
      int at = offset;
      for (int i = 0; i < source.elements().size(); i++) {
        Type wide = target.elements().get(i);
        copy("(" + from + " + " + source.offset(i) + ")", source.elements().get(i), to, at, wide);
        at += wide.stored();
      }
      return;
    }
    int bytes = Math.min(type.stored(), as.stored());
    out.copy(to, offset, from, bytes);
    out.zero(to, offset + bytes, as.stored() - bytes);
  }

  private void elements(List<Expr> all, String to, int offset, Type.Tuple as, boolean loose) {
    int at = offset;
    for (int i = 0; i < all.size(); i++) {
      Type wide = as.elements().get(i);
      into(all.get(i), to, at, wide, loose);
      out.barrier();
      at += wide.stored();
    }
  }

  /** Writes a text that is known, padded with zeros. */
  void text(String value, String to, int offset, int stored) {
    byte[] bytes = Literal.toBytes(value);
    int words = 0;
    for (int at = 0; at < bytes.length && at < stored; at += 8) {
      out.line(
          "*(u64 *)("
              + to
              + " + "
              + (offset + at)
              + ") = 0x"
              + Long.toHexString(word(bytes, at))
              + "ULL;");
      words = at + 8;
      if (words % 64 == 0) {
        out.barrier();
      }
    }
    out.zero(to, offset + words, stored - words);
  }

  static long word(byte[] bytes, int at) {
    long word = 0;
    for (int i = 0; i < 8 && at + i < bytes.length; i++) {
      word |= (bytes[at + i] & 0xffL) << (8 * i);
    }
    return word;
  }

  private void name(Expr.Name n, String to, int offset, Type type, Type as) {
    switch (n.name()) {
      case "comm" -> {
        out.line("bpf_get_current_comm(" + to + " + " + offset + ", 16);");
        out.zero(to, offset + 16, as.stored() - 16);
      }
      case "username" ->
          out.line(
              "*(u64 *)(" + to + " + " + offset + ") = bpf_get_current_uid_gid() & 0xffffffff;");
      case "kstack", "ustack" -> calls.stack((Type.Stack) type, to, offset);
      case "probe" -> text(unit.place().probe(), to, offset, as.stored());
      case "probetype" -> text(unit.place().probeType(), to, offset, as.stored());
      case "func" -> text(unit.place().function(), to, offset, as.stored());
      default -> throw new IllegalStateException(n.name());
    }
  }

  private String builtin(Expr.Name n, Type type) {
    if (Builtins.isArgument(n.name())) {
      return out.temp(type, argument(n.name().charAt(3) - '0'));
    }
    String code =
        switch (n.name()) {
          case "pid" -> "bpf_get_current_pid_tgid() >> 32";
          case "tid" -> "bpf_get_current_pid_tgid() & 0xffffffff";
          case "uid" -> "bpf_get_current_uid_gid() & 0xffffffff";
          case "gid" -> "bpf_get_current_uid_gid() >> 32";
          case "nsecs" -> "bpf_ktime_get_boot_ns()";
          case "elapsed" -> calls.elapsed();
          case "cpu" -> "bpf_get_smp_processor_id()";
          case "numaid" -> "bpf_get_numa_node_id()";
          case "rand" -> "bpf_get_prandom_u32()";
          case "cgroup" -> "bpf_get_current_cgroup_id()";
          case "jiffies" -> "bpf_jiffies64()";
          case "ncpus" -> Integer.toString(Runtime.getRuntime().availableProcessors());
          case "curtask" -> "bpf_get_current_task()";
          case "retval" -> "PT_REGS_RC(ctx)";
          case "ctx" -> "(u64)ctx";
          default -> number(Objects.requireNonNull(checked.types().enumerator(n.name())));
        };
    return out.temp(type, code);
  }

  private String argument(int index) {
    if (unit.place().kind() == Place.Kind.RAW_TRACEPOINT) {
      return "((u64 *)ctx)[" + index + "]";
    }
    if (unit.place().kind() == Place.Kind.USDT) {
      String name = out.fresh();
      out.line("u64 " + name + " = 0;");
      out.line("bpf_usdt_readarg(" + (index + 1) + ", ctx, &" + name + ");");
      return name;
    }
    return "PT_REGS_PARM" + (index + 1) + "(ctx)";
  }

  private String unary(Expr.Unary u, Type type) {
    String operand = scalar(u.operand());
    return switch (u.op()) {
      case "!" -> out.temp(type, "!" + operand);
      case "~" -> out.temp(type, "~(u64)" + operand);
      default -> out.temp(type, "-(u64)" + operand);
    };
  }

  /** ++ and --; without a use of the value a map's entry is changed atomically. */
  String step(Expr.Step s, boolean used) {
    Type type = type(s.target());
    long size = type instanceof Type.Pointer p ? Math.max(1, p.type().get().size()) : 1;
    String delta = number(s.delta() * size);
    if (s.target() instanceof Expr.MapRef map) {
      if (!used) {
        maps.add(map, delta);
        return "0";
      }
      return maps.step(map, delta, s.prefix(), type(s));
    }
    String variable = statements.variable(unit.variable(s.target()));
    String before = out.temp(type, variable);
    out.line(variable + " = (u64)" + variable + " + " + delta + ";");
    return s.prefix() ? out.temp(type, variable) : before;
  }

  private String binary(Expr.Binary b, Type type) {
    if (b.op().equals("&&") || b.op().equals("||")) {
      String name = out.temp(type, "!!" + scalar(b.left()));
      out.open(b.op().equals("&&") ? "if (" + name + ")" : "if (!" + name + ")");
      out.line(name + " = !!" + scalar(b.right()) + ";");
      out.close();
      return name;
    }
    Type left = type(b.left());
    if (!left.scalar()) {
      return calls.equality(b, type);
    }
    String first = scalar(b.left());
    String second = scalar(b.right());
    return out.temp(type, operation(b.op(), first, left, second, type(b.right())));
  }

  /** An operation on two operands, by the types of both. */
  static String operation(String op, String a, Type left, String b, Type right) {
    boolean signed = signed(left, right);
    String word = signed ? "(s64)" : "(u64)";
    switch (op) {
      case "==", "!=", "<", "<=", ">", ">=" -> {
        return "(" + word + a + " " + op + " " + word + b + ")";
      }
      case "/" -> {
        return (signed ? "tb_sdiv(" : "tb_udiv(") + a + ", " + b + ")";
      }
      case "%" -> {
        return (signed ? "tb_smod(" : "tb_umod(") + a + ", " + b + ")";
      }
      case "<<", ">>" -> {
        return "((u64)" + a + " " + op + " ((u64)" + b + " & 63))";
      }
      default -> {
        String scaled = b;
        String base = a;
        if (left instanceof Type.Pointer p && !(right instanceof Type.Pointer)) {
          scaled = "(" + b + " * " + Math.max(1, p.type().get().size()) + ")";
        } else if (right instanceof Type.Pointer p && !(left instanceof Type.Pointer)) {
          base = "(" + a + " * " + Math.max(1, p.type().get().size()) + ")";
        }
        return "((u64)" + base + " " + op + " (u64)" + scaled + ")";
      }
    }
  }

  private static boolean signed(Type left, Type right) {
    Type.Int a =
        left instanceof Type.Int i ? i : left instanceof Type.Pointer ? Basic.U64 : Basic.S64;
    Type.Int b =
        right instanceof Type.Int i ? i : right instanceof Type.Pointer ? Basic.U64 : Basic.S64;
    return a.literal() ? b.signed() : b.literal() ? a.signed() : a.signed() && b.signed();
  }

  private String ternary(Expr.Ternary t, Type type) {
    String condition = scalar(t.condition());
    String name = out.temp(type, "0");
    out.open("if (" + condition + ")");
    out.line(name + " = " + scalar(t.yes()) + ";");
    out.orElse();
    out.line(name + " = " + scalar(t.no()) + ";");
    out.close();
    return name;
  }

  private String cast(Expr.Cast c, Type to) {
    Type from = type(c.operand());
    if (from instanceof Type.Array) {
      String place = memory(c.operand());
      int bytes = Math.min(8, to.size());
      boolean signed = to instanceof Type.Int i && i.signed();
      return out.temp(to, "*(" + cInt(bytes, signed) + " *)" + place);
    }
    return out.temp(to, narrowed(scalar(c.operand()), to));
  }

  /** A value as a type of C holds it. */
  static String narrowed(String value, Type to) {
    if (to instanceof Type.Int i && i.bytes() < 8) {
      return "(" + cInt(i.bytes(), i.signed()) + ")" + value;
    }
    return to instanceof Type.Bool ? "!!" + value : value;
  }

  static String cInt(int bytes, boolean signed) {
    return (signed ? "s" : "u") + bytes * 8;
  }

  private void castInto(Expr.Cast c, String to, int offset, Type as) {
    if (as instanceof Type.Array) {
      out.line("*(u64 *)(" + to + " + " + offset + ") = (u64)" + scalar(c.operand()) + ";");
      out.zero(to, offset + 8, as.stored() - 8);
      return;
    }
    Type from = type(c.operand());
    Type shorter = from.stored() > as.stored() ? as : from;
    copy(memory(c.operand()), shorter, to, offset, as);
    // A string that is cut off still ends with a zero.
    out.line("*(char *)(" + to + " + " + (offset + as.size() - 1) + ") = 0;");
  }

  /** For its effect only. */
  void effect(Expr e) {
    Expr here = unit.meaning(e);
    Type type = type(here);
    if (here instanceof Expr.Step s) {
      step(s, false);
    } else if (here instanceof Expr.Call c && !type.scalar()) {
      calls.effect(c);
    } else if (here instanceof Expr.Ternary t && type instanceof Type.None) {
      out.open("if (" + scalar(t.condition()) + ")");
      effect(t.yes());
      out.orElse();
      effect(t.no());
      out.close();
    } else if (here instanceof Expr.BlockValue b && type instanceof Type.None) {
      statements.blockEffect(b, () -> effect(b.value()));
    } else if (type.scalar()) {
      scalar(here);
    } else {
      memory(here);
    }
  }

  Checked checked() {
    return checked;
  }

  MapUse map(Expr.MapRef m) {
    return checked.map(m.name());
  }
}
