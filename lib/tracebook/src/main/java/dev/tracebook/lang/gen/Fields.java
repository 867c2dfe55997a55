package dev.tracebook.lang.gen;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Layout;
import dev.tracebook.lang.type.Type;
import dev.tracebook.lang.type.Unit;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes accesses to members, elements and what pointers point to. */
final class Fields {
  private final Unit unit;
  private final Expressions expressions;
  private final Out out;
  private final Checked checked;

  Fields(Unit unit, Expressions expressions, Out out, Checked checked) {
    this.unit = unit;
    this.expressions = expressions;
    this.out = out;
    this.checked = checked;
  }

  private Type type(Expr e) {
    return unit.type(unit.meaning(e));
  }

  private static boolean isArgs(Expr e) {
    return e instanceof Expr.Field f && f.base() instanceof Expr.Name n && n.name().equals("args");
  }

  private Layout.Field field(Expr.Field f) {
    if (isArgs(f)) {
      return Objects.requireNonNull(
          checked.arguments(unit.place()).field(f.name()), "checked before");
    }
    Type base = type(f.base());
    Type here = base instanceof Type.Pointer p ? p.type().get() : base;
    return Objects.requireNonNull(((Type.Struct) here).layout().field(f.name()), "checked before");
  }

  /** A scalar member, element or dereferenced pointer. */
  String scalar(Expr e, Type type) {
    String local = local(e);
    if (local != null) {
      return load(local, e, type);
    }
    if (isArgs(e)) {
      Layout.Field field = field((Expr.Field) e);
      return out.temp(
          type, "*(" + cType(field.type()) + " *)((char *)ctx + " + field.offset() + ")");
    }
    Address address = Objects.requireNonNull(address(e), e.toString());
    if (e instanceof Expr.Field f && field(f).bits() > 0) {
      Layout.Field field = field(f);
      int start = field.bitOffset() % 8;
      String raw = out.fresh();
      out.line("u64 " + raw + " = 0;");
      out.line(address.read("&" + raw, Math.min(8, (start + field.bits() + 7) / 8)));
      return bits(raw, start, field, type);
    }
    String raw = out.fresh();
    out.line(cType(type) + " " + raw + " = 0;");
    out.line(address.read("&" + raw, cBytes(type)));
    return out.temp(type, raw);
  }

  private String bits(String raw, int start, Layout.Field field, Type type) {
    int left = 64 - start - field.bits();
    boolean signed = field.type() instanceof Type.Int i && i.signed();
    // Up to the sign and down again, which also drops the neighbours.
    String up = "((u64)" + raw + " << " + Math.max(0, left) + ")";
    return out.temp(
        type, "(" + (signed ? "(s64)" : "(u64)") + up + " >> " + (64 - field.bits()) + ")");
  }

  private String load(String local, Expr e, Type type) {
    if (e instanceof Expr.Field f && type(f.base()) instanceof Type.Struct) {
      Layout.Field field = field(f);
      if (field.bits() > 0) {
        int start = field.bitOffset() % 8;
        String raw = out.fresh();
        out.line("u64 " + raw + " = 0;");
        out.line(
            "bpf_probe_read_kernel(&"
                + raw
                + ", "
                + Math.min(8, (start + field.bits() + 7) / 8)
                + ", (void *)("
                + local
                + "));");
        return bits(raw, start, field, type);
      }
      return out.temp(type, "*(" + cType(field.type()) + " *)(" + local + ")");
    }
    if (e instanceof Expr.Index index && type(index.base()) instanceof Type.Array array) {
      return out.temp(type, "*(" + cType(array.element()) + " *)(" + local + ")");
    }
    if (e instanceof Expr.Index index && type(index.base()) instanceof Type.Str) {
      return out.temp(type, "*(s8 *)(" + local + ")");
    }
    return out.temp(type, "*(u64 *)(" + local + ")");
  }

  static String cType(Type type) {
    if (type instanceof Type.Int i) {
      return Expressions.cInt(i.bytes(), i.signed());
    }
    if (type instanceof Type.Enumerated) {
      return "s32";
    }
    return type instanceof Type.Bool ? "u8" : "u64";
  }

  private static int cBytes(Type type) {
    return type instanceof Type.Pointer || type instanceof Type.Unknown ? 8 : type.size();
  }

  /** A place in the function's own memory, or null where the value lies elsewhere. */
  @Nullable String local(Expr e) {
    if (isArgs(e)) {
      return null;
    }
    if (e instanceof Expr.Element x && type(x.base()) instanceof Type.Tuple tuple) {
      return "(" + expressions.memory(x.base()) + " + " + tuple.offset(x.index()) + ")";
    }
    if (e instanceof Expr.Index x && type(x.base()) instanceof Type.Tuple tuple) {
      int at = (int) expressions.constant(x.index()).orElse(0);
      return "(" + expressions.memory(x.base()) + " + " + tuple.offset(at) + ")";
    }
    if (e instanceof Expr.Field f && type(f.base()) instanceof Type.Tuple tuple) {
      int at = tuple.names().indexOf(f.name());
      return "(" + expressions.memory(f.base()) + " + " + tuple.offset(at) + ")";
    }
    if (e instanceof Expr.Field f && type(f.base()) instanceof Type.Struct && !remote(f.base())) {
      return "(" + expressions.memory(f.base()) + " + " + field(f).offset() + ")";
    }
    if (e instanceof Expr.Index x && hasElements(type(x.base())) && !remote(x.base())) {
      return element(x);
    }
    return null;
  }

  /** Whether the value lies in the kernel or a process; writes nothing. */
  private boolean remote(Expr expression) {
    Expr e = unit.meaning(expression);
    if (isArgs(e)) {
      Layout.Field field = field((Expr.Field) e);
      return field.access() != Layout.Field.Access.PLAIN || !field.type().scalar();
    }
    if (e instanceof Expr.Field f) {
      Type base = type(f.base());
      return base instanceof Type.Pointer || (base instanceof Type.Struct && remote(f.base()));
    }
    if (e instanceof Expr.Unary u) {
      return u.op().equals("*");
    }
    if (e instanceof Expr.Index x) {
      Type base = type(x.base());
      return base instanceof Type.Pointer || (hasElements(base) && remote(x.base()));
    }
    return false;
  }

  private static boolean hasElements(Type type) {
    return type instanceof Type.Array || type instanceof Type.Str;
  }

  private String element(Expr.Index x) {
    Type base = type(x.base());
    int size = base instanceof Type.Array a ? a.element().size() : 1;
    int length = base instanceof Type.Array a ? a.length() : ((Type.Str) base).capacity();
    String memory = expressions.memory(x.base());
    OptionalLong constant = expressions.constant(x.index());
    if (constant.isPresent()) {
      return "(" + memory + " + " + constant.getAsLong() * size + ")";
    }
    String index = out.temp(Basic.U64, expressions.scalar(x.index()));
    // What lies outside reads as the first element; the verifier needs the bound.
    out.line("if (" + index + " >= " + length + ") " + index + " = 0;");
    return "(" + memory + " + " + index + " * " + size + ")";
  }

  /** The address of a value that lies in the kernel or a process, or null. */
  @Nullable Address address(Expr expression) {
    Expr e = unit.meaning(expression);
    if (isArgs(e)) {
      return argument((Expr.Field) e);
    }
    if (e instanceof Expr.Field f) {
      Layout.Field field;
      if (type(f.base()) instanceof Type.Pointer) {
        field = field(f);
        return new Address(expressions.scalar(f.base()), false).plus(field.offset());
      }
      if (!(type(f.base()) instanceof Type.Struct)) {
        return null;
      }
      Address base = address(f.base());
      return base == null ? null : base.plus(field(f).offset());
    }
    if (e instanceof Expr.Unary u && u.op().equals("*")) {
      return new Address(expressions.scalar(u.operand()), false);
    }
    if (e instanceof Expr.Index x) {
      Type base = type(x.base());
      if (base instanceof Type.Pointer p) {
        String at = expressions.scalar(x.base());
        String index = expressions.scalar(x.index());
        int size = Math.max(1, p.type().get().size());
        return new Address("((u64)" + at + " + (u64)" + index + " * " + size + ")", false);
      }
      Address array = hasElements(base) && remote(x.base()) ? address(x.base()) : null;
      if (array == null) {
        return null;
      }
      int size = base instanceof Type.Array a ? a.element().size() : 1;
      String index = expressions.scalar(x.index());
      return new Address(
          "(" + array.text() + " + (u64)" + index + " * " + size + ")", array.kernel());
    }
    return null;
  }

  /** Where a member of the tracepoint's record is; null for what is no larger than a word. */
  private @Nullable Address argument(Expr.Field f) {
    Layout.Field field = field(f);
    String record = "((u64)ctx + " + field.offset() + ")";
    if (field.access() == Layout.Field.Access.PLAIN) {
      return field.type().scalar() ? null : new Address(record, true);
    }
    String where = out.temp(Basic.U64, "*(u32 *)((char *)ctx + " + field.offset() + ") & 0xffff");
    String base = field.access() == Layout.Field.Access.DATA_LOC ? "(u64)ctx" : record + " + 4";
    return new Address("(" + base + " + " + where + ")", true);
  }

  /** Copies a struct, an array or a text that lies in the kernel or a process. */
  void into(Expr e, String to, int offset, Type as) {
    Type type = type(e);
    if (!remote(e)) {
      String local = Objects.requireNonNull(local(e), e.toString());
      int bytes = type.size();
      boolean words = isStored(e) || bytes % 8 == 0;
      if (words) {
        expressions.copy(local, type, to, offset, as);
      } else {
        out.zero(to, offset, as.stored());
        out.line(
            "bpf_probe_read_kernel("
                + to
                + " + "
                + offset
                + ", "
                + bytes
                + ", (void *)("
                + local
                + "));");
      }
      return;
    }
    Address address = Objects.requireNonNull(address(e));
    boolean text = type instanceof Type.Str;
    if (type.size() < as.stored() || text) {
      out.zero(to, offset, as.stored());
    }
    String target = to + " + " + offset;
    if (text && isLocated(e)) {
      out.line(
          "bpf_probe_read_kernel_str("
              + target
              + ", "
              + type.size()
              + ", (void *)"
              + address.text()
              + ");");
    } else {
      // A member of type char[] need not end with a zero.
      out.line(address.read(target, type.size()));
    }
  }

  private boolean isLocated(Expr e) {
    return isArgs(e) && field((Expr.Field) e).access() != Layout.Field.Access.PLAIN;
  }

  private boolean isStored(Expr e) {
    return !isArgs(e)
        && (e instanceof Expr.Element
            || (e instanceof Expr.Index x && type(x.base()) instanceof Type.Tuple)
            || (e instanceof Expr.Field f && type(f.base()) instanceof Type.Tuple));
  }
}
