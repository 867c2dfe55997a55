package dev.tracebook.lang.gen;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Stmt;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Limits;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import dev.tracebook.lang.type.Unit;
import dev.tracebook.lang.type.Variable;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.function.Supplier;

/** Writes the statements of one function. */
final class Statements {
  private final Checked checked;
  private final Unit unit;
  private final Out out;
  private final Expressions expressions;
  private final IdentityHashMap<Variable, String> variables = new IdentityHashMap<>();
  private final StringBuilder declarations = new StringBuilder();

  Statements(Checked checked, Unit unit, Out out, Shared shared) {
    this.checked = checked;
    this.unit = unit;
    this.out = out;
    expressions = new Expressions(checked, unit, out, this, shared);
  }

  /** Declarations of the scalar variables, for the head of the function. */
  String declarations() {
    return declarations.toString();
  }

  /** A variable's name in C, or the place of a large one, which it has in the whole function. */
  String variable(Variable variable) {
    return variables.computeIfAbsent(
        variable,
        key -> {
          if (key.type().scalar()) {
            String name = "x" + variables.size();
            declarations.append("  ").append(Out.word(key.type())).append(' ');
            declarations.append(name).append(" = 0;\n");
            return name;
          }
          return out.memory(key.type().stored());
        });
  }

  void body() {
    // Large variables take their memory before all temporary values.
    Expr predicate = unit.action().predicate();
    if (predicate != null) {
      out.line("if (!" + expressions.scalar(predicate) + ") goto out;");
    }
    block(unit.action().body());
  }

  private void block(Stmt.Block block) {
    reserve(block);
    block.statements().forEach(this::statement);
  }

  /** Gives the block's variables their places, which its temporary values must not share. */
  private void reserve(Stmt.Block block) {
    for (Stmt each : block.statements()) {
      if (each instanceof Stmt.Assign a && a.target() instanceof Expr.Var v) {
        variable(unit.variable(v));
      } else if (each instanceof Stmt.Let let) {
        variable(unit.variable(let.variable()));
      }
    }
  }

  private void statement(Stmt statement) {
    long mark = out.mark();
    out.open("");
    out.barrier();
    if (statement instanceof Stmt.Do d) {
      expressions.effect(d.expression());
    } else if (statement instanceof Stmt.Assign a) {
      assign(a);
    } else if (statement instanceof Stmt.Let let) {
      let(let);
    } else if (statement instanceof Stmt.If i) {
      String condition = expressions.scalar(i.condition());
      out.open("if (" + condition + ")");
      block(i.yes());
      out.orElse();
      block(i.no());
      out.close();
    } else if (statement instanceof Stmt.While w) {
      loop(w);
    } else if (statement instanceof Stmt.ForRange f) {
      range(f);
    } else if (statement instanceof Stmt.ForMap f) {
      throw Unsupported.at(
          checked, "for loops over maps are not supported yet", "use print(@map)", f.span());
    } else if (statement instanceof Stmt.Unroll u) {
      long count = expressions.constant(u.count()).orElse(0);
      for (long i = 0; i < count; i++) {
        out.open("");
        block(u.body());
        out.close();
      }
    } else if (statement instanceof Stmt.Jump j) {
      jump(j);
    } else if (statement instanceof Stmt.Block b) {
      block(b);
    }
    out.close();
    out.release(mark);
  }

  private void assign(Stmt.Assign a) {
    if (a.target() instanceof Expr.MapRef map) {
      MapUse use = checked.map(map.name());
      if (use.aggregation() != null && unit.meaning(a.value()) instanceof Expr.Call call) {
        expressions.maps.aggregate(map, call);
      } else if (a.op().isEmpty()) {
        expressions.maps.set(map, a.value());
      } else if (a.op().equals("+") || a.op().equals("-")) {
        String delta = expressions.scalar(a.value());
        expressions.maps.add(map, a.op().equals("-") ? "-(u64)" + delta : "(u64)" + delta);
      } else {
        expressions.maps.change(map, a.op(), a.value());
      }
      return;
    }
    Variable variable = unit.variable(a.target());
    if (a.op().isEmpty()) {
      set(variable, a.value());
      return;
    }
    String operand = expressions.scalar(a.value());
    String name = variable(variable);
    out.line(
        name
            + " = "
            + Expressions.operation(
                a.op(), name, variable.type(), operand, expressions.type(a.value()))
            + ";");
  }

  private void set(Variable variable, Expr value) {
    String name = variable(variable);
    if (variable.type().scalar()) {
      out.line(name + " = " + expressions.scalar(value) + ";");
    } else if (value instanceof Expr.Var || value instanceof Expr.Str) {
      expressions.into(value, name, 0, variable.type(), false);
    } else {
      // The value may read the variable itself.
      String place = out.memory(variable.type().stored());
      expressions.into(value, place, 0, variable.type(), false);
      out.copy(name, 0, place, variable.type().stored());
    }
  }

  private void let(Stmt.Let let) {
    Variable variable = unit.variable(let.variable());
    if (let.value() != null) {
      set(variable, let.value());
    } else if (variable.type().scalar()) {
      out.line(variable(variable) + " = 0;");
    } else {
      out.zero(variable(variable), 0, variable.type().stored());
    }
  }

  private void loop(Stmt.While w) {
    out.line("#pragma clang loop unroll(disable)");
    out.open("while (1)");
    out.line("if (!" + expressions.scalar(w.condition()) + ") break;");
    block(w.body());
    out.close();
  }

  private void range(Stmt.ForRange f) {
    String from = out.temp(Basic.S64, expressions.scalar(f.from()));
    String to = out.temp(Basic.S64, expressions.scalar(f.to()));
    boolean known =
        expressions.constant(f.from()).isPresent() && expressions.constant(f.to()).isPresent();
    String variable = variable(unit.variable(f.variable()));
    String i = out.fresh();
    out.line("#pragma clang loop unroll(disable)");
    if (known) {
      out.open("for (s64 " + i + " = " + from + "; " + i + " < " + to + "; " + i + "++)");
    } else {
      // The verifier must see an end.
      out.open("for (s64 " + i + " = 0; " + i + " < " + Limits.ROUNDS + "; " + i + "++)");
      out.line("if (" + from + " + " + i + " >= " + to + ") break;");
      out.line(
          "if ("
              + i
              + " == "
              + (Limits.ROUNDS - 1)
              + ") { tb_count("
              + Program.CUT
              + "); break; }");
    }
    out.line(variable + " = " + (known ? i : from + " + " + i) + ";");
    block(f.body());
    out.close();
  }

  private void jump(Stmt.Jump j) {
    if (j.value() != null) {
      expressions.effect(j.value());
    }
    out.line(j.keyword().equals("return") ? "goto out;" : j.keyword() + ";");
  }

  /** A block with a value: a scalar in a variable that outlives the block. */
  String blockValue(Expr.BlockValue block, Supplier<String> value, Type type) {
    String result = out.temp(type, "0");
    out.open("");
    reserve(new Stmt.Block(block.statements(), block.span()));
    block.statements().forEach(this::statement);
    out.line(result + " = " + Objects.requireNonNull(value.get()) + ";");
    out.close();
    return result;
  }

  void blockEffect(Expr.BlockValue block, Runnable last) {
    out.open("");
    reserve(new Stmt.Block(block.statements(), block.span()));
    block.statements().forEach(this::statement);
    last.run();
    out.close();
  }
}
