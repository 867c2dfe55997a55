package dev.tracebook.lang.type;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.tree.Stmt;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Types the statements of one function and declares its variables. */
final class Checker {
  private final Unit unit;
  private final Maps maps;
  private final Constants constants;
  private final Errors errors;
  private final Typer typer;
  private final Deque<Map<String, Variable>> scopes = new ArrayDeque<>();
  private int loops;

  Checker(Unit unit, Maps maps, Constants constants, CTypes types, Errors errors) {
    this.unit = unit;
    this.maps = maps;
    this.constants = constants;
    this.errors = errors;
    typer = new Typer(unit, maps, constants, types, errors, this);
  }

  void check() {
    scopes.push(new HashMap<>());
    Expr predicate = unit.action().predicate();
    if (predicate != null) {
      condition(predicate);
    }
    block(unit.action().body());
    scopes.pop();
  }

  Variable variable(Expr.Var node) {
    for (Map<String, Variable> scope : scopes) {
      Variable found = scope.get(node.name());
      if (found != null) {
        unit.variable(node, found);
        return found;
      }
    }
    List<String> there = scopes.stream().flatMap(each -> each.keySet().stream()).toList();
    throw errors.at(
        "undefined variable $" + node.name(),
        there.isEmpty()
            ? "assign it first: $" + node.name() + " = ..."
            : dev.tracebook.error.Nearest.hint(node.name(), there),
        node.span());
  }

  private Variable declare(Expr.Var node) {
    Variable known = unit.known(node);
    Variable variable = known == null ? new Variable(node.name(), node.span()) : known;
    unit.variable(node, variable);
    scopes.element().put(node.name(), variable);
    return variable;
  }

  private boolean declared(String name) {
    return scopes.stream().anyMatch(each -> each.containsKey(name));
  }

  private void condition(Expr e) {
    Type type = typer.type(e);
    if (!Typer.number(type) && !(type instanceof Type.Pointer)) {
      throw errors.at(
          "a condition must be a number, and this is " + type.shown(),
          type instanceof Type.Str ? "compare it: ... == \"text\"" : "",
          e.span());
    }
  }

  void block(Stmt.Block block) {
    scopes.push(new HashMap<>());
    block.statements().forEach(this::statement);
    scopes.pop();
  }

  Type blockValue(Expr.BlockValue block) {
    scopes.push(new HashMap<>());
    block.statements().forEach(this::statement);
    Type type = typer.type(block.value());
    scopes.pop();
    return type;
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.Do d) {
      typer.effect(d.expression());
    } else if (statement instanceof Stmt.Assign a) {
      assign(a);
    } else if (statement instanceof Stmt.Let let) {
      let(let);
    } else if (statement instanceof Stmt.If i) {
      condition(i.condition());
      block(i.yes());
      block(i.no());
    } else if (statement instanceof Stmt.While w) {
      condition(w.condition());
      loop(w.body());
    } else if (statement instanceof Stmt.ForMap f) {
      forMap(f);
    } else if (statement instanceof Stmt.ForRange f) {
      forRange(f);
    } else if (statement instanceof Stmt.Unroll u) {
      unroll(u);
    } else if (statement instanceof Stmt.Jump j) {
      jump(j);
    } else if (statement instanceof Stmt.Block b) {
      block(b);
    }
  }

  private void loop(Stmt.Block body) {
    loops++;
    block(body);
    loops--;
  }

  private void assign(Stmt.Assign assign) {
    if (assign.target() instanceof Expr.MapRef map) {
      MapUse use = maps.use(map, typer);
      if (assign.op().isEmpty()) {
        Type type = typer.assigned(assign.value(), use);
        maps.value(use, type, assign.value().span());
      } else {
        typer.type(assign.value());
        maps.value(use, Basic.LITERAL, map.span());
        arithmetic(use.value(), map.span(), assign);
      }
      unit.type(map, use.value());
      return;
    }
    Expr.Var target = (Expr.Var) assign.target();
    Type type = typer.type(assign.value());
    if (!assign.op().isEmpty()) {
      Variable variable = variable(target);
      arithmetic(variable.type(), target.span(), assign);
      unit.type(target, variable.type());
      return;
    }
    Variable variable = declared(target.name()) ? variable(target) : declare(target);
    assign(variable, type, assign.value().span());
    unit.type(target, variable.type());
  }

  private void arithmetic(Type target, Span span, Stmt.Assign assign) {
    Type type = typer.type(assign.value());
    boolean pointer =
        target instanceof Type.Pointer && (assign.op().equals("+") || assign.op().equals("-"));
    if (!(Typer.number(target) || pointer) || !Typer.number(type)) {
      Type wrong = Typer.number(target) || pointer ? type : target;
      throw errors.at(
          assign.op() + "= needs numbers, and this is " + wrong.shown(),
          "",
          wrong == type ? assign.value().span() : span);
    }
    requireDivisor(assign.op(), assign.value());
  }

  void requireDivisor(String op, Expr right) {
    if (op.equals("/") || op.equals("%")) {
      OptionalLong value = constants.value(right);
      if (value.isPresent() && value.getAsLong() == 0 && !(right instanceof Expr.Param)) {
        throw errors.at("division by zero", "", right.span());
      }
    }
  }

  private void assign(Variable variable, Type type, Span span) {
    if (type instanceof Type.None || type instanceof Type.Aggregated) {
      throw errors.at(
          type instanceof Type.None
              ? "this has no value that $" + variable.name() + " could take"
              : type.shown() + "() can only be assigned to a map",
          type instanceof Type.None ? "" : "such as @" + variable.name() + " = ...",
          span);
    }
    Type merged = Merge.of(variable.type(), type);
    if (merged == null) {
      throw errors.at(
          "$"
              + variable.name()
              + " is "
              + variable.type().shown()
              + " and cannot take "
              + type.shown(),
          "use another variable",
          span);
    }
    variable.type(merged);
  }

  private void let(Stmt.Let let) {
    if (scopes.element().containsKey(let.variable().name())) {
      throw errors.at(
          "$" + let.variable().name() + " is declared already",
          "assign it without let",
          let.variable().span());
    }
    Expr value = let.value();
    Type type = value == null ? Basic.UNKNOWN : typer.type(value);
    Variable variable = declare(let.variable());
    if (let.type() != null) {
      assign(variable, typer.resolve(let.type()), let.type().span());
    }
    if (value != null) {
      assign(variable, type, value.span());
    }
    unit.type(let.variable(), variable.type());
  }

  private void forMap(Stmt.ForMap loop) {
    MapUse use = maps.find(loop.map());
    if (use.keys() != null && !use.keyed()) {
      throw errors.at("@" + use.name() + " has no keys to go over", "", loop.map().span());
    }
    use.iterated(true);
    Type key =
        use.keyTypes().size() == 1
            ? use.keyTypes().get(0)
            : new Type.Tuple(use.keyTypes(), List.of());
    Type value = typer.read(use, loop.map().span());
    unit.type(loop.map(), value);
    loopVariable(loop.variable(), new Type.Tuple(List.of(key, value), List.of()), loop.body());
  }

  private void forRange(Stmt.ForRange loop) {
    for (Expr each : List.of(loop.from(), loop.to())) {
      Type type = typer.type(each);
      if (!Typer.number(type)) {
        throw errors.at("a range needs numbers, and this is " + type.shown(), "", each.span());
      }
    }
    loopVariable(loop.variable(), Basic.S64, loop.body());
  }

  private void loopVariable(Expr.Var node, Type type, Stmt.Block body) {
    if (declared(node.name())) {
      throw errors.at(
          "the loop's variable $" + node.name() + " is used already",
          "take another name",
          node.span());
    }
    scopes.push(new HashMap<>());
    declare(node).type(type);
    unit.type(node, type);
    loop(body);
    scopes.pop();
  }

  private void unroll(Stmt.Unroll unroll) {
    OptionalLong count = typer.constant(unroll.count());
    if (count.isEmpty() || count.getAsLong() < 1 || count.getAsLong() > 100) {
      throw errors.at(
          count.isEmpty()
              ? "unroll needs a number that is known before the script runs"
              : "unroll goes from 1 to 100 rounds, not " + count.getAsLong(),
          "",
          unroll.count().span());
    }
    block(unroll.body());
  }

  private void jump(Stmt.Jump jump) {
    if (jump.value() != null) {
      typer.type(jump.value());
    }
    if (!jump.keyword().equals("return") && loops == 0) {
      throw errors.at(jump.keyword() + " stands outside of a loop", "", jump.span());
    }
  }
}
