package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.TypeName;
import java.util.List;
import java.util.OptionalLong;

/** Finds the types of members, elements and what an index leads to. */
final class AccessTyper {
  private final Typer typer;
  private final Unit unit;
  private final Constants constants;
  private final CTypes types;
  private final Errors errors;

  AccessTyper(Typer typer, Unit unit, Constants constants, CTypes types, Errors errors) {
    this.typer = typer;
    this.unit = unit;
    this.constants = constants;
    this.types = types;
    this.errors = errors;
  }

  /** The offset in bytes that offsetof gives. */
  int offsetOf(Expr.OffsetOf o) {
    TypeName name = o.type();
    Expr operand = o.operand();
    Type here =
        name != null ? types.resolve(name) : operand == null ? Basic.NONE : typer.type(operand);
    int offset = 0;
    for (String each : o.path()) {
      Layout.Field field = field(here, each, o.span());
      offset += field.offset();
      here = field.type();
    }
    return offset;
  }

  private Layout.Field field(Type type, String name, Span span) {
    Type here = type instanceof Type.Pointer p ? p.type().get() : type;
    if (!(here instanceof Type.Struct struct)) {
      throw errors.at(
          "." + name + " needs a struct, and this is " + type.shown(),
          type instanceof Type.Int ? "cast it first: ((struct name *)...)." + name : "",
          span);
    }
    Layout.Field field = struct.layout().field(name);
    if (field == null) {
      throw unknown(name, struct.name(), struct.layout(), span);
    }
    return field;
  }

  private RuntimeException unknown(String name, String owner, Layout layout, Span span) {
    List<String> fields = layout.fields().stream().map(Layout.Field::name).toList();
    String hint =
        fields.isEmpty()
            ? owner + " has no fields"
            : fields.size() <= 12
                ? owner + " has: " + String.join(", ", fields)
                : Nearest.hint(name, fields);
    return errors.at("unknown field '" + name + "'; " + hint, "", span);
  }

  /** Fields, elements, indices. */
  Type type(Expr e) {
    if (e instanceof Expr.Field f && f.base() instanceof Expr.Name n && n.name().equals("args")) {
      return argsField(f);
    }
    if (e instanceof Expr.Field f) {
      Type base = typer.type(f.base());
      if (base instanceof Type.Unknown) {
        return base;
      }
      if (base instanceof Type.Tuple tuple) {
        int at = tuple.names().indexOf(f.name());
        if (at < 0) {
          throw errors.at(
              "unknown field '" + f.name() + "'",
              tuple.names().isEmpty() ? "this tuple has .0, .1, ..." : "it has: " + tuple.names(),
              f.nameSpan());
        }
        return tuple.elements().get(at);
      }
      return Typer.value(field(base, f.name(), f.nameSpan()).type());
    }
    if (e instanceof Expr.Element x) {
      return element(typer.type(x.base()), x.index(), x.span());
    }
    Expr.Index index = (Expr.Index) e;
    Type base = typer.type(index.base());
    Type number = typer.type(index.index());
    if (base instanceof Type.Tuple) {
      OptionalLong at = constants.value(index.index());
      return element(base, at.isPresent() ? (int) at.getAsLong() : -1, index.span());
    }
    if (!Typer.number(number)) {
      throw errors.at("an index must be a number", "", index.index().span());
    }
    if (base instanceof Type.Array array) {
      OptionalLong at = constants.value(index.index());
      if (at.isPresent() && (at.getAsLong() < 0 || at.getAsLong() >= array.length())) {
        throw errors.at(
            "index " + at.getAsLong() + " is outside of " + base.shown(), "", index.span());
      }
      return Typer.value(array.element());
    }
    if (base instanceof Type.Pointer p) {
      return Typer.value(typer.pointee(p, index.base().span()));
    }
    if (base instanceof Type.Str) {
      return new Type.Int(1, true, false);
    }
    if (base instanceof Type.Unknown) {
      return base;
    }
    throw errors.at("[] does not go with " + base.shown(), "", index.span());
  }

  private Type element(Type base, int at, Span span) {
    if (base instanceof Type.Unknown) {
      return base;
    }
    if (!(base instanceof Type.Tuple tuple)) {
      throw errors.at("." + at + " needs a tuple, and this is " + base.shown(), "", span);
    }
    if (at < 0 || at >= tuple.elements().size()) {
      throw errors.at(
          "this tuple has " + tuple.elements().size() + " elements",
          "they are numbered from 0",
          span);
    }
    return tuple.elements().get(at);
  }

  private Type argsField(Expr.Field f) {
    Layout layout = ProbeArguments.of(unit.place(), types);
    if (layout == null) {
      throw errors.at(
          unit.place().spelling() + " has no args",
          "args is there in tracepoints; functions have arg0, arg1, ...",
          f.base().span());
    }
    Layout.Field field = layout.field(f.name());
    if (field == null) {
      List<String> parts = unit.place().parts();
      throw unknown(f.name(), parts.get(parts.size() - 1), layout, f.nameSpan());
    }
    return Typer.value(field.type());
  }
}
