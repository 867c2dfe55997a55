package dev.tracebook.lang.gen;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import java.util.List;
import java.util.Objects;

/** Writes reads and changes of maps. */
final class MapAccess {
  private final Checked checked;
  private final Expressions expressions;
  private final Out out;

  MapAccess(Checked checked, Expressions expressions, Out out) {
    this.checked = checked;
    this.expressions = expressions;
    this.out = out;
  }

  private MapUse use(Expr.MapRef m) {
    return checked.map(m.name());
  }

  /** A pointer to the map's key; of bucketed aggregations room for the bucket behind it. */
  String key(Expr.MapRef m) {
    List<Expr> keys = m.keys();
    return key(use(m), keys == null ? List.of() : keys);
  }

  private String key(MapUse use, List<Expr> keys) {
    Aggregation how = use.aggregation();
    boolean bucket = how != null && how.bucketed();
    String place = out.memory(use.keyBytes() + (bucket ? 8 : 0));
    if (keys.isEmpty()) {
      out.line("*(u64 *)" + place + " = 0;");
    } else if (keys.size() == 1 && use.keyTypes().size() > 1) {
      expressions.into(keys.get(0), place, 0, use.key(), false);
    } else if (keys.size() == 1
        && expressions.type(keys.get(0)) instanceof Type.Tuple t
        && t.names().isEmpty()) {
      expressions.into(keys.get(0), place, 0, use.key(), false);
    } else {
      int at = 0;
      for (int i = 0; i < keys.size(); i++) {
        Type type = use.keyTypes().get(i);
        expressions.into(keys.get(i), place, at, type, false);
        at += type.stored();
      }
    }
    return pointer(use, place);
  }

  /** The key that is given to has_key and delete as one expression. */
  String keyOf(MapUse use, Expr key) {
    return key(use, List.of(key));
  }

  private String pointer(MapUse use, String place) {
    String name = out.fresh();
    out.line(
        "struct k"
            + use.number()
            + " *"
            + name
            + " = (struct k"
            + use.number()
            + " *)"
            + place
            + ";");
    return name;
  }

  String lookup(MapUse use, String key) {
    String name = out.fresh();
    out.line(
        "struct v" + use.number() + " *" + name + " = m" + use.number() + ".lookup(" + key + ");");
    return name;
  }

  String scalar(Expr.MapRef m, Type type) {
    MapUse use = use(m);
    String entry = lookup(use, key(m));
    if (use.aggregation() != null) {
      return total(use, entry, type);
    }
    return out.temp(type, entry + " ? " + entry + "->w[0] : 0");
  }

  /** The sum over all CPUs, which each write their own words. */
  String total(MapUse use, String entry, Type type) {
    Aggregation how = Objects.requireNonNull(use.aggregation());
    String sum = out.temp(type, "0");
    String count = out.temp(Basic.U64, "0");
    String cpu = out.fresh();
    out.open("if (" + entry + ")");
    out.open("for (u32 " + cpu + " = 0; " + cpu + " < TB_CPUS; " + cpu + "++)");
    String at = entry + "->w[" + cpu + " * " + how.words();
    String word = Out.word(type);
    switch (how.name()) {
      case "min", "max" -> {
        String better = how.name().equals("min") ? " < " : " > ";
        out.line(
            "if ("
                + at
                + " + 1] && (!"
                + count
                + " || ("
                + word
                + ")"
                + at
                + "]"
                + better
                + sum
                + ")) { "
                + sum
                + " = "
                + at
                + "]; "
                + count
                + " = 1; }");
      }
      case "avg" -> {
        out.line(sum + " += " + at + "];");
        out.line(count + " += " + at + " + 1];");
      }
      default -> out.line(sum + " += " + at + "];");
    }
    out.close();
    out.close();
    if (how.name().equals("avg")) {
      String divide = how.signed() ? "tb_sdiv(" : "tb_udiv(";
      return out.temp(type, count + " ? " + divide + sum + ", " + count + ") : 0");
    }
    return sum;
  }

  void into(Expr.MapRef m, String to, int offset, Type as) {
    MapUse use = use(m);
    String entry = lookup(use, key(m));
    out.open("if (" + entry + ")");
    expressions.copy("(char *)" + entry, use.value(), to, offset, as);
    out.orElse();
    out.zero(to, offset, as.stored());
    out.close();
  }

  /** Sets an entry. */
  void set(Expr.MapRef m, Expr value) {
    MapUse use = use(m);
    String place = out.memory(use.value().stored());
    expressions.into(value, place, 0, use.value(), false);
    update(use, key(m), place);
  }

  void update(MapUse use, String key, String place) {
    String entry = out.fresh();
    out.line(
        "struct v"
            + use.number()
            + " *"
            + entry
            + " = (struct v"
            + use.number()
            + " *)"
            + place
            + ";");
    out.line(
        "if (m"
            + use.number()
            + ".update("
            + key
            + ", "
            + entry
            + ") < 0) tb_count("
            + Program.FULL
            + ");");
  }

  /** Adds to an entry, atomically where it exists. */
  void add(Expr.MapRef m, String delta) {
    MapUse use = use(m);
    String key = key(m);
    String entry = lookup(use, key);
    out.open("if (" + entry + ")");
    out.line("__sync_fetch_and_add(&" + entry + "->w[0], " + delta + ");");
    out.orElse();
    String place = out.memory(8);
    out.line("*(u64 *)" + place + " = " + delta + ";");
    String first = out.fresh();
    out.line(
        "struct v"
            + use.number()
            + " *"
            + first
            + " = (struct v"
            + use.number()
            + " *)"
            + place
            + ";");
    out.open("if (m" + use.number() + ".insert(" + key + ", " + first + ") < 0)");
    // Another CPU was first, or the map is full.
    String again = lookup(use, key);
    out.line("if (" + again + ") __sync_fetch_and_add(&" + again + "->w[0], " + delta + ");");
    out.line("else tb_count(" + Program.FULL + ");");
    out.close();
    out.close();
  }

  /** ++ and -- whose value is used. */
  String step(Expr.MapRef m, String delta, boolean prefix, Type type) {
    MapUse use = use(m);
    String key = key(m);
    String entry = lookup(use, key);
    String before = out.temp(type, entry + " ? " + entry + "->w[0] : 0");
    String after = out.temp(type, "(u64)" + before + " + " + delta);
    String place = out.memory(8);
    out.line("*(u64 *)" + place + " = " + after + ";");
    update(use, key, place);
    return prefix ? after : before;
  }

  /** Changes an entry by an operator. */
  void change(Expr.MapRef m, String op, Expr value) {
    MapUse use = use(m);
    String operand = expressions.scalar(value);
    String key = key(m);
    String entry = lookup(use, key);
    String before = out.temp(use.value(), entry + " ? " + entry + "->w[0] : 0");
    String after =
        out.temp(
            use.value(),
            Expressions.operation(op, before, use.value(), operand, expressions.type(value)));
    String place = out.memory(8);
    out.line("*(u64 *)" + place + " = " + after + ";");
    update(use, key, place);
  }

  /** Adds a value to an aggregation. */
  void aggregate(Expr.MapRef m, Expr.Call call) {
    MapUse use = use(m);
    Aggregation how = Objects.requireNonNull(use.aggregation());
    Expr argument = call.args().isEmpty() ? null : call.args().get(0);
    String value = argument == null ? "1LL" : expressions.scalar(argument);
    if (argument != null) {
      value = out.temp(expressions.type(argument), value);
    }
    String key = key(m);
    if (how.bucketed()) {
      int word = use.keyBytes() / 8;
      boolean signed = argument != null && Typed.signed(expressions.type(argument));
      out.line(key + "->w[" + word + "] = " + bucket(how, value, signed) + ";");
    }
    if (use.readInKernel()) {
      own(use, how, key, value);
    } else {
      perCpu(use, how, key, value);
    }
  }

  private static String bucket(Aggregation how, String value, boolean signed) {
    return switch (how.name()) {
      case "hist" ->
          "tb_bucket("
              + value
              + ", "
              + (signed ? "(s64)" + value + " < 0" : "0")
              + ", "
              + how.parameters().get(0)
              + ")";
      case "lhist" ->
          "tb_linear("
              + value
              + ", "
              + Expressions.number(how.parameters().get(0))
              + ", "
              + Expressions.number(how.parameters().get(1))
              + ", "
              + how.parameters().get(2)
              + "ULL)";
      default ->
          "(bpf_ktime_get_boot_ns() / "
              + how.parameters().get(0)
              + "ULL) % "
              + how.parameters().get(1)
              + "ULL";
    };
  }

  private void perCpu(MapUse use, Aggregation how, String key, String value) {
    String entry = lookup(use, key);
    out.open("if (" + entry + ")");
    update(how, entry + "->w[", "0", value);
    out.orElse();
    String place = out.memory(how.words() * 8);
    String first = out.fresh();
    out.line(
        "struct v"
            + use.number()
            + " *"
            + first
            + " = (struct v"
            + use.number()
            + " *)"
            + place
            + ";");
    for (int i = 0; i < how.words(); i++) {
      out.line(first + "->w[" + i + "] = 0;");
    }
    update(how, first + "->w[", "0", value);
    out.line(
        "if (m"
            + use.number()
            + ".update("
            + key
            + ", "
            + first
            + ") < 0) tb_count("
            + Program.FULL
            + ");");
    out.close();
  }

  /** The map is shared and each CPU has words of its own in it, so that a program can add them. */
  private void own(MapUse use, Aggregation how, String key, String value) {
    int bytes = how.words() * 8 * Cpus.possible();
    String entry = lookup(use, key);
    out.open("if (!" + entry + ")");
    String place = out.memory(bytes);
    out.zero(place, 0, bytes);
    String first = out.fresh();
    out.line(
        "struct v"
            + use.number()
            + " *"
            + first
            + " = (struct v"
            + use.number()
            + " *)"
            + place
            + ";");
    out.line("m" + use.number() + ".insert(" + key + ", " + first + ");");
    out.line(entry + " = m" + use.number() + ".lookup(" + key + ");");
    out.close();
    String cpu = out.temp(Basic.U64, "bpf_get_smp_processor_id()");
    out.open("if (" + entry + " && " + cpu + " < TB_CPUS)");
    update(how, entry + "->w[", cpu + " * " + how.words(), value);
    out.orElse();
    out.line("tb_count(" + Program.FULL + ");");
    out.close();
  }

  private void update(Aggregation how, String words, String base, String value) {
    String first = words + base + "]";
    String second = words + base + " + 1]";
    String word = how.signed() ? "(s64)" : "(u64)";
    switch (how.name()) {
      case "count", "hist", "lhist" -> out.line(first + " += 1;");
      case "sum" -> out.line(first + " += " + value + ";");
      case "avg", "stats" -> {
        out.line(first + " += " + value + ";");
        out.line(second + " += 1;");
      }
      case "min", "max" -> {
        String better = how.name().equals("min") ? " < " : " > ";
        out.line(
            "if (!" + second + " || " + word + value + better + word + first + ") " + first + " = "
                + value + ";");
        out.line(second + " = 1;");
      }
      default -> series(how, words, base, value);
    }
  }

  /** The words: value, number of the interval since boot, and count or time. */
  private void series(Aggregation how, String words, String base, String value) {
    String now = out.temp(Basic.U64, "bpf_ktime_get_boot_ns()");
    String epoch = out.temp(Basic.U64, now + " / " + how.parameters().get(0) + "ULL");
    String first = words + base + "]";
    String second = words + base + " + 1]";
    String third = words + base + " + 2]";
    String word = how.signed() ? "(s64)" : "(u64)";
    out.open("if (" + second + " != " + epoch + ")");
    out.line(second + " = " + epoch + ";");
    out.line(first + " = 0;");
    out.line(third + " = 0;");
    out.close();
    switch (how.function()) {
      case "avg", "sum" -> {
        out.line(first + " += " + value + ";");
        out.line(third + " += 1;");
      }
      case "min", "max" -> {
        String better = how.function().equals("min") ? " < " : " > ";
        out.line(
            "if (!" + third + " || " + word + value + better + word + first + ") " + first + " = "
                + value + ";");
        out.line(third + " = 1;");
      }
      default -> {
        out.line(first + " = " + value + ";");
        out.line(third + " = " + now + ";");
      }
    }
  }
}
