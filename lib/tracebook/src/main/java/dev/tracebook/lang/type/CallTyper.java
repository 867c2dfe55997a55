package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.lang.parse.Literal;
import dev.tracebook.lang.tree.Expr;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Checks calls and finds the types of their results. */
final class CallTyper {
  private static final Set<String> MODES = Set.of("bpftrace", "perf", "raw", "build_id");
  private static final Set<String> CLOCKS = Set.of("monotonic", "boot", "tai", "sw_tai");
  private static final Set<String> SERIES = Set.of("avg", "sum", "min", "max");

  private final Typer typer;
  private final Unit unit;
  private final Maps maps;
  private final Constants constants;
  private final Errors errors;

  CallTyper(Typer typer, Unit unit, Maps maps, Constants constants, Errors errors) {
    this.typer = typer;
    this.unit = unit;
    this.maps = maps;
    this.constants = constants;
    this.errors = errors;
  }

  Type type(Expr.Call c) {
    Functions.Function function = Functions.find(c.name());
    if (function == null) {
      throw errors.at(
          "unknown function \"" + c.name() + "\"",
          Nearest.hint(c.name(), Functions.names()),
          c.nameSpan());
    }
    int count = c.args().size();
    if (count < function.least() || count > function.most()) {
      throw errors.at(
          c.name() + " does not take " + count + (count == 1 ? " argument" : " arguments"),
          function.usage(),
          c.span());
    }
    if (Aggregation.NAMES.contains(c.name())) {
      return aggregation(c);
    }
    return switch (c.name()) {
      case "printf", "errorf", "warnf", "cat", "system" -> formatted(c);
      case "print" -> print(c);
      case "clear", "zero" -> {
        whole(c);
        yield Basic.NONE;
      }
      case "delete" -> delete(c);
      case "has_key" -> {
        MapUse use = whole(c);
        requireKeys(use, c);
        keyOf(use, c.args().get(1));
        yield Basic.BOOL;
      }
      case "len" -> length(c);
      case "exit" -> {
        if (count == 1) {
          number(c, 0);
        }
        yield Basic.NONE;
      }
      case "time" -> {
        if (count == 1) {
          literal(c, 0);
        }
        yield Basic.NONE;
      }
      case "strftime" -> {
        literal(c, 0);
        number(c, 1);
        yield new Type.Named(Type.Named.Kind.TIMESTAMP, literal(c, 0));
      }
      case "join" -> {
        pointer(c, 0);
        if (count == 2) {
          literal(c, 1);
        }
        yield Basic.NONE;
      }
      case "str", "kstr" -> string(c);
      case "buf" -> buffer(c);
      case "strncmp" -> {
        text(c, 0);
        text(c, 1);
        constantNumber(c, 2, 0, Limits.STRING_BYTES);
        yield Basic.U64;
      }
      case "strcontains", "strstr" -> {
        text(c, 0);
        text(c, 1);
        yield c.name().equals("strstr") ? Basic.S64 : Basic.BOOL;
      }
      case "strlen" -> {
        text(c, 0);
        yield Basic.U64;
      }
      default -> others(c);
    };
  }

  private Type others(Expr.Call c) {
    int count = c.args().size();
    return switch (c.name()) {
      case "ntop" -> {
        if (count == 2) {
          number(c, 0);
        }
        address(c, count - 1);
        yield new Type.Named(Type.Named.Kind.INET, "");
      }
      case "pton" -> pton(c);
      case "macaddr" -> {
        Type type = typer.type(c.args().get(0));
        boolean bytes =
            (type instanceof Type.Str s && s.capacity() >= 6)
                || (type instanceof Type.Array a && a.size() >= 6);
        if (!bytes && !(type instanceof Type.Unknown)) {
          throw wrong(c, 0, "six bytes", type);
        }
        yield new Type.Named(Type.Named.Kind.MAC, "");
      }
      case "ksym" -> {
        address64(c, 0);
        yield new Type.Named(Type.Named.Kind.KSYM, "");
      }
      case "usym" -> {
        address64(c, 0);
        yield new Type.Named(Type.Named.Kind.USYM, "");
      }
      case "kaddr", "uaddr", "cgroupid" -> {
        literal(c, 0);
        yield Basic.U64;
      }
      case "reg" -> {
        literal(c, 0);
        if (!unit.place().kind().registers()) {
          throw errors.at(
              "reg() is not there in " + unit.place().spelling(),
              "it is in kprobe, uprobe and usdt probes",
              c.span());
        }
        yield Basic.U64;
      }
      case "cgroup_path" -> {
        number(c, 0);
        yield new Type.Named(Type.Named.Kind.CGROUP_PATH, "");
      }
      case "strerror" -> {
        number(c, 0);
        yield new Type.Named(Type.Named.Kind.ERROR, "");
      }
      case "syscall_name" -> {
        number(c, 0);
        yield new Type.Named(Type.Named.Kind.SYSCALL, "");
      }
      case "kstack", "ustack" -> stack(c);
      case "bswap" -> {
        number(c, 0);
        int bytes = Typer.asInt(typer.type(c.args().get(0))).bytes();
        yield new Type.Int(bytes, false, false);
      }
      case "kptr", "uptr" -> typer.type(c.args().get(0));
      case "nsecs" -> {
        if (count == 1 && !(c.args().get(0) instanceof Expr.Name n && CLOCKS.contains(n.name()))) {
          throw errors.at(
              "unknown clock", "there are monotonic, boot, tai", c.args().get(0).span());
        }
        yield Basic.U64;
      }
      default -> {
        Expr.Name name = new Expr.Name(c.name(), c.span());
        unit.meaning(c, name);
        yield typer.type(name);
      }
    };
  }

  private RuntimeException wrong(Expr.Call c, int at, String wanted, Type type) {
    return errors.at(
        c.name() + " needs " + wanted + " here, and this is " + type.shown(),
        java.util.Objects.requireNonNull(Functions.find(c.name())).usage(),
        c.args().get(at).span());
  }

  private Type number(Expr.Call c, int at) {
    Type type = typer.type(c.args().get(at));
    if (!Typer.number(type)) {
      throw wrong(c, at, "a number", type);
    }
    return type;
  }

  private void address64(Expr.Call c, int at) {
    Type type = typer.type(c.args().get(at));
    if (!Typer.number(type) && !(type instanceof Type.Pointer)) {
      throw wrong(c, at, "an address", type);
    }
  }

  private void text(Expr.Call c, int at) {
    Type type = typer.type(c.args().get(at));
    if (!(type instanceof Type.Str) && !(type instanceof Type.Unknown)) {
      throw wrong(c, at, "a string", type);
    }
  }

  private String literal(Expr.Call c, int at) {
    Expr e = c.args().get(at);
    typer.type(e);
    if (e instanceof Expr.Str s) {
      return s.value();
    }
    if (e instanceof Expr.Call inner
        && inner.name().equals("str")
        && inner.args().size() == 1
        && inner.args().get(0) instanceof Expr.Param p) {
      return constants.param(p.number());
    }
    throw errors.at(
        c.name() + " needs a string literal here",
        java.util.Objects.requireNonNull(Functions.find(c.name())).usage(),
        e.span());
  }

  private long constantNumber(Expr.Call c, int at, long least, long most) {
    number(c, at);
    OptionalLong value = constants.value(c.args().get(at));
    if (value.isEmpty()) {
      throw errors.at(
          c.name() + " needs a number here that is known before the script runs",
          java.util.Objects.requireNonNull(Functions.find(c.name())).usage(),
          c.args().get(at).span());
    }
    if (value.getAsLong() < least || value.getAsLong() > most) {
      throw errors.at(
          value.getAsLong() + " is not from " + least + " to " + most, "", c.args().get(at).span());
    }
    return value.getAsLong();
  }

  private Type aggregation(Expr.Call c) {
    boolean signed = false;
    if (!c.args().isEmpty()) {
      signed = Typer.asInt(number(c, 0)).signed();
    }
    List<Long> parameters = new ArrayList<>();
    String function = "";
    switch (c.name()) {
      case "count" -> signed = true;
      case "hist" -> parameters.add(c.args().size() == 2 ? constantNumber(c, 1, 0, 5) : 0L);
      case "lhist" -> {
        long min = constantNumber(c, 1, Long.MIN_VALUE, Long.MAX_VALUE);
        long max = constantNumber(c, 2, Long.MIN_VALUE, Long.MAX_VALUE);
        long step = constantNumber(c, 3, 1, Long.MAX_VALUE);
        if (max <= min
            || Math.subtractExact(max >> 1, min >> 1) < 0
            || (max - min) < 0
            || (max - min) / step > 1000) {
          throw errors.at(
              max <= min ? "lhist's max must be above its min" : "lhist has at most 1000 buckets",
              "@ = lhist(number, min, max, step)",
              c.span());
        }
        parameters.addAll(List.of(min, max, step));
      }
      case "tseries" -> {
        parameters.add(constantNumber(c, 1, 1, Long.MAX_VALUE));
        parameters.add(constantNumber(c, 2, 1, 1_000_000));
        function = c.args().size() == 4 ? literal(c, 3) : "";
        if (!function.isEmpty() && !SERIES.contains(function)) {
          throw errors.at("unknown function of a tseries", "there are " + SERIES, c.span());
        }
      }
      default -> {
        // No parameters.
      }
    }
    return new Type.Aggregated(new Aggregation(c.name(), signed, parameters, function));
  }

  private Type formatted(Expr.Call c) {
    String written = literal(c, 0);
    if (c.name().equals("system")) {
      throw errors.at(
          "system() is refused: a script would run commands",
          "run the command in a cell of its own",
          c.span());
    }
    Format format;
    try {
      format = Format.parse(written);
    } catch (IllegalArgumentException e) {
      throw errors.at(c.name() + ": " + e.getMessage(), "", c.args().get(0).span());
    }
    List<Type> given = new ArrayList<>();
    for (Expr each : c.args().subList(1, c.args().size())) {
      given.add(typer.type(each));
    }
    int wanted = format.arguments();
    if (wanted != given.size()) {
      throw errors.at(
          c.name() + " has " + wanted + " conversions and " + given.size() + " values",
          "",
          c.span());
    }
    for (int i = 0; i < wanted; i++) {
      String problem = format.problem(i, given.get(i));
      if (!problem.isEmpty()) {
        throw errors.at(c.name() + ": " + problem, "", c.args().get(i + 1).span());
      }
    }
    return Basic.NONE;
  }

  private Type print(Expr.Call c) {
    if (c.args().get(0) instanceof Expr.MapRef map && map.keys() == null) {
      MapUse use = maps.find(map);
      unit.type(map, use.value());
      for (int i = 1; i < c.args().size(); i++) {
        constantNumber(c, i, 0, Long.MAX_VALUE);
      }
      return Basic.NONE;
    }
    if (c.args().size() > 1) {
      throw errors.at("print takes top and divisor for maps only", "print(@map, 5)", c.span());
    }
    typer.type(c.args().get(0));
    return Basic.NONE;
  }

  private MapUse whole(Expr.Call c) {
    if (c.args().get(0) instanceof Expr.MapRef map && map.keys() == null) {
      MapUse use = maps.find(map);
      unit.type(map, use.value());
      return use;
    }
    throw errors.at(
        c.name() + " needs a map",
        java.util.Objects.requireNonNull(Functions.find(c.name())).usage(),
        c.args().get(0).span());
  }

  private void requireKeys(MapUse use, Expr.Call c) {
    if (use.keys() != null && !use.keyed()) {
      throw errors.at("@" + use.name() + " has no keys", "", c.span());
    }
  }

  private void keyOf(MapUse use, Expr key) {
    Type type = typer.key(key);
    boolean many = type instanceof Type.Tuple t && t.names().isEmpty();
    maps.keys(use, many ? ((Type.Tuple) type).elements() : List.of(type), key.span());
  }

  private Type delete(Expr.Call c) {
    if (c.args().size() == 2) {
      MapUse use = whole(c);
      requireKeys(use, c);
      keyOf(use, c.args().get(1));
      return Basic.BOOL;
    }
    if (!(c.args().get(0) instanceof Expr.MapRef map)) {
      throw errors.at("delete needs a map", "delete(@map, key)", c.args().get(0).span());
    }
    MapUse use = maps.find(map);
    if (map.keys() == null && use.keys() != null && use.keyed()) {
      throw errors.at("delete needs a key of @" + use.name(), "clear(@map) takes all", c.span());
    }
    maps.use(map, typer);
    unit.type(map, use.value());
    return Basic.BOOL;
  }

  private Type length(Expr.Call c) {
    if (c.args().get(0) instanceof Expr.MapRef map && map.keys() == null) {
      maps.find(map).iterated(true);
      unit.type(map, maps.find(map).value());
      return Basic.U64;
    }
    Type type = typer.type(c.args().get(0));
    if (type instanceof Type.Str) {
      return Basic.U64;
    }
    throw wrong(c, 0, "a map or a string", type);
  }

  private void pointer(Expr.Call c, int at) {
    Type type = typer.type(c.args().get(at));
    if (!(type instanceof Type.Pointer) && !Typer.number(type)) {
      throw wrong(c, at, "a pointer", type);
    }
  }

  private Type string(Expr.Call c) {
    Expr from = c.args().get(0);
    Type type = typer.type(from);
    long most = Limits.STRING_BYTES;
    if (c.args().size() == 2) {
      number(c, 1);
      OptionalLong length = constants.value(c.args().get(1));
      if (length.isPresent()) {
        most = Math.max(1, Math.min(most, length.getAsLong()));
      }
    }
    if (from instanceof Expr.Param p) {
      int bytes = Literal.toBytes(constants.param(p.number())).length + 1;
      return new Type.Str((int) Math.min(most, bytes));
    }
    if (type instanceof Type.Str s) {
      return new Type.Str((int) Math.min(most, s.capacity()));
    }
    if (type instanceof Type.Array a) {
      return new Type.Str((int) Math.max(1, Math.min(most, a.size())));
    }
    if (type instanceof Type.Pointer || Typer.number(type)) {
      return new Type.Str((int) most);
    }
    throw wrong(c, 0, "a pointer", type);
  }

  private Type buffer(Expr.Call c) {
    Type type = typer.type(c.args().get(0));
    boolean sized = type instanceof Type.Array || type instanceof Type.Str;
    if (!sized && !(type instanceof Type.Pointer) && !Typer.number(type)) {
      throw wrong(c, 0, "a pointer or an array", type);
    }
    if (c.args().size() == 1) {
      if (!sized) {
        throw errors.at("buf needs a length here", "buf(pointer, length)", c.span());
      }
      return new Type.Buf(Math.min(Limits.STRING_BYTES, type.size()));
    }
    number(c, 1);
    OptionalLong length = constants.value(c.args().get(1));
    long bytes = length.isPresent() ? length.getAsLong() : Limits.STRING_BYTES;
    if (bytes < 0) {
      throw errors.at("a length is not negative", "", c.args().get(1).span());
    }
    return new Type.Buf((int) Math.min(Limits.STRING_BYTES, bytes));
  }

  private void address(Expr.Call c, int at) {
    Type type = typer.type(c.args().get(at));
    boolean bytes = type.size() == 4 || type.size() == 16;
    boolean array = (type instanceof Type.Array || type instanceof Type.Str) && bytes;
    if (!array && !Typer.number(type)) {
      throw wrong(c, at, "4 or 16 bytes of an address", type);
    }
  }

  private Type pton(Expr.Call c) {
    String address = literal(c, 0);
    byte[] bytes = Addresses.parse(address);
    if (bytes.length == 0) {
      throw errors.at("\"" + address + "\" is no IP address", "", c.args().get(0).span());
    }
    return new Type.Array(new Type.Int(1, false, false), bytes.length);
  }

  private Type stack(Expr.Call c) {
    String mode = "bpftrace";
    long depth = Limits.FRAMES;
    for (int i = 0; i < c.args().size(); i++) {
      if (i == 0 && c.args().get(0) instanceof Expr.Name n && MODES.contains(n.name())) {
        mode = n.name();
      } else {
        depth = constantNumber(c, i, 1, Limits.FRAMES);
      }
    }
    return new Type.Stack(c.name().equals("ustack"), (int) depth, mode);
  }
}
