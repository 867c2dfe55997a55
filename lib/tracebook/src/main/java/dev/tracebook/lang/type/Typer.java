package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.parse.Parser;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.TypeName;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Finds the types of expressions. */
final class Typer {
  private static final Set<String> COMPARING = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Unit unit;
  private final Maps maps;
  private final Constants constants;
  private final CTypes types;
  private final Errors errors;
  private final Checker checker;
  private final CallTyper calls;
  private final AccessTyper accesses;

  Typer(Unit unit, Maps maps, Constants constants, CTypes types, Errors errors, Checker checker) {
    this.unit = unit;
    this.maps = maps;
    this.constants = constants;
    this.types = types;
    this.errors = errors;
    this.checker = checker;
    calls = new CallTyper(this, unit, maps, constants, errors);
    accesses = new AccessTyper(this, unit, constants, types, errors);
  }

  static boolean number(Type type) {
    return type instanceof Type.Int
        || type instanceof Type.Bool
        || type instanceof Type.Enumerated
        || type instanceof Type.Unknown;
  }

  OptionalLong constant(Expr e) {
    type(e);
    return constants.value(e);
  }

  Type resolve(TypeName name) {
    return types.resolve(name);
  }

  /** The type of an expression whose value is used; never nothing, never an aggregation. */
  Type type(Expr e) {
    Type type = any(e);
    if (type instanceof Type.None) {
      throw errors.at("this has no value", "use it as a statement", e.span());
    }
    if (type instanceof Type.Aggregated aggregated) {
      throw errors.at(
          aggregated.how().name() + "() can only be assigned to a map",
          "such as @x = " + aggregated.how().name() + "(...)",
          e.span());
    }
    return type;
  }

  /** The type of an expression that stands for its effect. */
  void effect(Expr e) {
    Type type = any(e);
    if (type instanceof Type.Aggregated) {
      type(e);
    }
  }

  /** The type of what is assigned to a map. */
  Type assigned(Expr e, MapUse use) {
    if (e instanceof Expr.MapRef other && other.name().equals(use.name())) {
      return type(e);
    }
    return any(e);
  }

  /** The type of a map's key. */
  Type key(Expr e) {
    Type type = type(e);
    return type instanceof Type.Int i && i.literal() ? Basic.S64 : type;
  }

  private Type any(Expr e) {
    Type type = find(e);
    unit.type(e, type);
    return type;
  }

  private Type find(Expr e) {
    if (e instanceof Expr.Int i) {
      return i.unsigned() ? Basic.U64 : Basic.LITERAL;
    } else if (e instanceof Expr.Str s) {
      return new Type.Str(Literal.toBytes(s.value()).length + 1);
    } else if (e instanceof Expr.Bool) {
      return Basic.BOOL;
    } else if (e instanceof Expr.ParamCount) {
      return Basic.LITERAL;
    } else if (e instanceof Expr.Param p) {
      return param(p);
    } else if (e instanceof Expr.Name n) {
      return name(n);
    } else if (e instanceof Expr.Call c) {
      return calls.type(c);
    } else if (e instanceof Expr.Var v) {
      return checker.variable(v).type();
    } else if (e instanceof Expr.MapRef m) {
      return read(maps.use(checkedMap(m), this), m.span());
    } else if (e instanceof Expr.Unary u) {
      return unary(u);
    } else if (e instanceof Expr.Step s) {
      return step(s);
    } else if (e instanceof Expr.Binary b) {
      return binary(b);
    } else if (e instanceof Expr.Ternary t) {
      return ternary(t);
    } else if (e instanceof Expr.Cast c) {
      return cast(c);
    } else if (e instanceof Expr.SizeOf s) {
      return sizeOf(s);
    } else if (e instanceof Expr.OffsetOf o) {
      accesses.offsetOf(o);
      return Basic.LITERAL;
    } else if (e instanceof Expr.Tuple t) {
      return new Type.Tuple(elements(t.elements()), List.of());
    } else if (e instanceof Expr.RecordOf r) {
      return new Type.Tuple(elements(r.elements()), r.names());
    } else if (e instanceof Expr.BlockValue b) {
      return checker.blockValue(b);
    }
    return accesses.type(e);
  }

  private Expr.MapRef checkedMap(Expr.MapRef map) {
    maps.find(map);
    return map;
  }

  private List<Type> elements(List<Expr> all) {
    List<Type> elements = new ArrayList<>();
    all.forEach(each -> elements.add(key(each)));
    return elements;
  }

  private Type param(Expr.Param p) {
    String text = constants.param(p.number());
    return constants.number(p.number()) != null
        ? Basic.LITERAL
        : new Type.Str(Literal.toBytes(text).length + 1);
  }

  /** What reading a map gives: of an aggregation a number, where it is one. */
  Type read(MapUse use, Span span) {
    Aggregation how = use.aggregation();
    if (how == null) {
      return use.value();
    }
    if (!how.number()) {
      throw errors.at(
          "@" + use.name() + " is filled by " + how.name() + "() and is no single number",
          "print(@" + use.name() + ") shows it",
          span);
    }
    use.readInKernel(true);
    return new Type.Int(8, how.signed(), false);
  }

  private Type name(Expr.Name n) {
    Expr defined = constants.define(n.name());
    if (defined != null) {
      return meaning(n, defined);
    }
    Type plain = Builtins.plain(n.name());
    if (plain != null) {
      return plain;
    }
    if (Builtins.isArgument(n.name())) {
      return argument(n);
    }
    Place place = unit.place();
    switch (n.name()) {
      case "curtask" -> {
        return types.pointerTo("task_struct");
      }
      case "ppid" -> {
        return meaning(n, Parser.expression("((struct task_struct *)curtask).real_parent.tgid"));
      }
      case "pcomm" -> {
        return meaning(n, Parser.expression("((struct task_struct *)curtask).group_leader.comm"));
      }
      case "probe" -> {
        return text(place.probe());
      }
      case "probetype" -> {
        return text(place.probeType());
      }
      case "func" -> {
        return function(n);
      }
      case "retval" -> {
        require(place.kind().returning(), n, "a returning probe: uretprobe, kretprobe, fexit");
        return Basic.U64;
      }
      case "ctx" -> {
        require(place.kind() == Place.Kind.ITER, n, "an iter probe");
        return types.pointerTo("bpf_iter__" + place.parts().get(0));
      }
      case "args" ->
          throw errors.at("args is read field by field", "such as args." + firstField(), n.span());
      default -> {
        Long enumerator = types.enumerator(n.name());
        if (enumerator != null) {
          return types.enumOf(n.name());
        }
        List<String> there = new ArrayList<>(Builtins.names());
        there.addAll(Functions.names());
        throw errors.at(
            Functions.names().contains(n.name())
                ? n.name() + " is a function and needs parentheses"
                : "unknown name \"" + n.name() + "\"",
            Nearest.hint(n.name(), there),
            n.span());
      }
    }
  }

  private String firstField() {
    Layout layout = ProbeArguments.of(unit.place(), types);
    return layout == null || layout.fields().isEmpty() ? "field" : layout.fields().get(0).name();
  }

  private Type meaning(Expr.Name name, Expr longer) {
    unit.meaning(name, longer);
    return type(longer);
  }

  private static Type text(String value) {
    return new Type.Str(Literal.toBytes(value).length + 1);
  }

  private Type function(Expr.Name n) {
    require(!unit.place().function().isEmpty(), n, "a probe on a function");
    return text(unit.place().function());
  }

  private Type argument(Expr.Name n) {
    Place.Kind kind = unit.place().kind();
    boolean has =
        kind == Place.Kind.UPROBE
            || kind == Place.Kind.KPROBE
            || kind == Place.Kind.USDT
            || kind == Place.Kind.RAW_TRACEPOINT;
    require(has, n, "kprobe, uprobe, usdt and rawtracepoint probes");
    int number = n.name().charAt(3) - '0';
    if ((kind == Place.Kind.UPROBE || kind == Place.Kind.KPROBE) && number > 5) {
      throw errors.at(
          "only arg0 to arg5 are in registers", "read the others from the stack", n.span());
    }
    return Basic.U64;
  }

  private void require(boolean there, Expr.Name n, String where) {
    if (!there) {
      throw errors.at(
          n.name() + " is not there in " + unit.place().spelling(), "it is in " + where, n.span());
    }
  }

  private Type unary(Expr.Unary u) {
    Type type = type(u.operand());
    if (type instanceof Type.Unknown) {
      return type;
    }
    switch (u.op()) {
      case "!" -> {
        if (number(type) || type instanceof Type.Pointer) {
          return Basic.BOOL;
        }
      }
      case "*" -> {
        if (type instanceof Type.Pointer p) {
          return pointee(p, u.span());
        }
        if (type instanceof Type.Int) {
          return Basic.U64;
        }
      }
      default -> {
        if (number(type)) {
          boolean literal = type instanceof Type.Int i && i.literal() && u.op().equals("~");
          boolean signed =
              u.op().equals("-")
                  || type instanceof Type.Bool
                  || literal
                  || (type instanceof Type.Int i && i.signed());
          return new Type.Int(8, signed, false);
        }
      }
    }
    throw errors.at(u.op() + " does not go with " + type.shown(), "", u.span());
  }

  Type pointee(Type.Pointer p, Span span) {
    Type target = p.type().get();
    if (target instanceof Type.None) {
      throw errors.at("what this points to has no known type", "cast it: (struct name *)...", span);
    }
    return target;
  }

  private Type step(Expr.Step s) {
    if (s.target() instanceof Expr.MapRef map) {
      MapUse use = maps.use(map, this);
      maps.value(use, Basic.LITERAL, map.span());
      unit.type(map, use.value());
      return stepped(use.value(), s);
    }
    return stepped(type(s.target()), s);
  }

  private Type stepped(Type type, Expr.Step s) {
    if (number(type) || type instanceof Type.Pointer) {
      return type instanceof Type.Int i && i.literal() ? Basic.S64 : type;
    }
    throw errors.at("++ and -- need a number, and this is " + type.shown(), "", s.span());
  }

  private Type binary(Expr.Binary b) {
    Type left = type(b.left());
    Type right = type(b.right());
    if (left instanceof Type.Unknown || right instanceof Type.Unknown) {
      return COMPARING.contains(b.op()) ? Basic.BOOL : Basic.S64;
    }
    if (b.op().equals("&&") || b.op().equals("||")) {
      truth(left, b.left());
      truth(right, b.right());
      return Basic.BOOL;
    }
    if (COMPARING.contains(b.op())) {
      comparison(b, left, right);
      return Basic.BOOL;
    }
    boolean sum = b.op().equals("+") || b.op().equals("-");
    if (sum && left instanceof Type.Pointer && number(right)) {
      return left;
    }
    if (b.op().equals("+") && right instanceof Type.Pointer && number(left)) {
      return right;
    }
    if (b.op().equals("-") && left instanceof Type.Pointer && right instanceof Type.Pointer) {
      return Basic.S64;
    }
    if (!number(left) || !number(right)) {
      Type wrong = number(left) ? right : left;
      String fix = wrong instanceof Type.Str ? "strings can be compared with == and !=" : "";
      throw errors.at(
          b.op() + " needs numbers, and this is " + wrong.shown(),
          fix,
          (wrong == left ? b.left() : b.right()).span());
    }
    checker.requireDivisor(b.op(), b.right());
    return arithmetic(left, right);
  }

  /** Two numbers give a signed one only if both are signed; a literal takes the other's sign. */
  static Type.Int arithmetic(Type left, Type right) {
    Type.Int a = asInt(left);
    Type.Int b = asInt(right);
    boolean signed = a.literal() ? b.signed() : b.literal() ? a.signed() : a.signed() && b.signed();
    return new Type.Int(8, signed, a.literal() && b.literal());
  }

  static Type.Int asInt(Type type) {
    if (type instanceof Type.Int i) {
      return i;
    }
    return type instanceof Type.Pointer ? Basic.U64 : Basic.S64;
  }

  private void truth(Type type, Expr e) {
    if (!number(type) && !(type instanceof Type.Pointer)) {
      throw errors.at("a number expected, and this is " + type.shown(), "", e.span());
    }
  }

  private void comparison(Expr.Binary b, Type left, Type right) {
    boolean numbers =
        (number(left) || left instanceof Type.Pointer)
            && (number(right) || right instanceof Type.Pointer);
    boolean equality = b.op().equals("==") || b.op().equals("!=");
    boolean same =
        (left instanceof Type.Str && right instanceof Type.Str)
            || (left instanceof Type.Buf && right instanceof Type.Buf)
            || ((left instanceof Type.Tuple || left instanceof Type.Array)
                && Merge.of(left, right) != null);
    if (!numbers && !(equality && same)) {
      throw errors.at(
          b.op() + " does not go with " + left.shown() + " and " + right.shown(),
          !equality && same ? "these can be compared with == and != only" : "",
          b.span());
    }
  }

  private Type ternary(Expr.Ternary t) {
    truth(type(t.condition()), t.condition());
    Type yes = any(t.yes());
    Type no = any(t.no());
    if (yes instanceof Type.None && no instanceof Type.None) {
      return yes;
    }
    Type merged =
        yes instanceof Type.Aggregated || no instanceof Type.Aggregated ? null : Merge.of(yes, no);
    if (merged == null) {
      throw errors.at(
          "the two values of ? are " + yes.shown() + " and " + no.shown(),
          "both must be of one type",
          t.span());
    }
    return merged;
  }

  private Type cast(Expr.Cast c) {
    Type from = type(c.operand());
    Type to = types.resolve(c.type());
    if (to instanceof Type.Array array && array.length() < 0) {
      int size = Math.max(1, array.element().size());
      to = new Type.Array(array.element(), Math.max(1, from.size() / size));
    }
    boolean scalars = to.scalar() && (from.scalar() || from instanceof Type.Unknown);
    boolean arrays =
        (to instanceof Type.Array a && from.scalar() && a.element().scalar() && to.size() <= 8)
            || (from instanceof Type.Array b && to.scalar() && b.size() <= 8);
    boolean texts = to instanceof Type.Str && from instanceof Type.Str;
    if (!scalars && !arrays && !texts) {
      throw errors.at(
          "cannot cast " + from.shown() + " to " + to.shown(),
          to instanceof Type.Struct ? "cast to a pointer: (" + to.shown() + " *)" : "",
          c.span());
    }
    return to;
  }

  private Type sizeOf(Expr.SizeOf s) {
    if (s.type() != null) {
      types.resolve(s.type());
    } else if (s.operand() != null) {
      type(s.operand());
    }
    return Basic.LITERAL;
  }

  /** An array of char is text. */
  static Type value(Type type) {
    boolean text =
        type instanceof Type.Array a
            && a.element() instanceof Type.Int i
            && i.bytes() == 1
            && i.signed();
    return text
        ? new Type.Str(Math.max(1, Math.min(Limits.STRING_BYTES, ((Type.Array) type).length())))
        : type;
  }
}
