package dev.tracebook.lang.gen;

import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.type.Basic;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Limits;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import java.util.Map;
import java.util.OptionalLong;

/** Writes calls that have a value; those for their effect are in {@link Effects}. */
final class Calls {
  private static final Map<String, String> REGISTERS =
      Map.ofEntries(
          Map.entry("ax", "ax"),
          Map.entry("bx", "bx"),
          Map.entry("cx", "cx"),
          Map.entry("dx", "dx"),
          Map.entry("si", "si"),
          Map.entry("di", "di"),
          Map.entry("bp", "bp"),
          Map.entry("sp", "sp"),
          Map.entry("ip", "ip"),
          Map.entry("r8", "r8"),
          Map.entry("r9", "r9"),
          Map.entry("r10", "r10"),
          Map.entry("r11", "r11"),
          Map.entry("r12", "r12"),
          Map.entry("r13", "r13"),
          Map.entry("r14", "r14"),
          Map.entry("r15", "r15"),
          Map.entry("flags", "flags"));

  private final Checked checked;
  private final Expressions expressions;
  private final Out out;
  private final Shared shared;
  private final Effects effects;
  private final Texts texts;

  Calls(Checked checked, Expressions expressions, Out out, Shared shared) {
    this.checked = checked;
    this.expressions = expressions;
    this.out = out;
    this.shared = shared;
    effects = new Effects(checked, expressions, out, shared);
    texts = new Texts(expressions, out);
  }

  void effect(Expr.Call c) {
    if (!effects.write(c)) {
      expressions.memory(c);
    }
  }

  String elapsed() {
    String key = out.fresh();
    String start = out.fresh();
    out.line("int " + key + " = " + Program.STARTED + ";");
    out.line("u64 *" + start + " = tb_counters.lookup(&" + key + ");");
    return "bpf_ktime_get_ns() - (" + start + " ? *" + start + " : 0)";
  }

  String scalar(Expr.Call c) {
    Type type = expressions.type(c);
    return switch (c.name()) {
      case "has_key" -> {
        MapUse use = checked.map(((Expr.MapRef) c.args().get(0)).name());
        String key = expressions.maps.keyOf(use, c.args().get(1));
        yield out.temp(type, expressions.maps.lookup(use, key) + " != 0");
      }
      case "delete" -> delete(c, type);
      case "len" -> length(c, type);
      case "strncmp" -> {
        int limit = (int) expressions.constant(c.args().get(2)).orElse(0);
        yield texts.compare(c.args().get(0), c.args().get(1), limit, type);
      }
      case "strcontains" -> {
        String at = texts.find(c.args().get(0), c.args().get(1));
        yield out.temp(type, at + " >= 0");
      }
      case "strstr" -> texts.find(c.args().get(0), c.args().get(1));
      case "strlen" -> texts.length(c.args().get(0), type);
      case "reg" -> {
        String name = ((Expr.Str) c.args().get(0)).value();
        yield out.temp(type, "ctx->" + REGISTERS.getOrDefault(name, "ip"));
      }
      case "bswap" -> {
        int bytes = type.size();
        String value = expressions.scalar(c.args().get(0));
        yield bytes == 1
            ? out.temp(type, "(u8)" + value)
            : out.temp(type, "__builtin_bswap" + bytes * 8 + "((u" + bytes * 8 + ")" + value + ")");
      }
      case "kptr", "uptr" -> expressions.scalar(c.args().get(0));
      case "kaddr" -> out.temp(type, Symbols.kernel(((Expr.Str) c.args().get(0)).value()) + "ULL");
      case "cgroupid" ->
          out.temp(type, Symbols.cgroup(((Expr.Str) c.args().get(0)).value()) + "ULL");
      case "nsecs" -> out.temp(type, clock(c));
      default -> throw new IllegalStateException(c.name());
    };
  }

  private static String clock(Expr.Call c) {
    String name = c.args().isEmpty() ? "boot" : ((Expr.Name) c.args().get(0)).name();
    return switch (name) {
      case "monotonic" -> "bpf_ktime_get_ns()";
      case "tai", "sw_tai" -> "bpf_ktime_get_tai_ns()";
      default -> "bpf_ktime_get_boot_ns()";
    };
  }

  private String delete(Expr.Call c, Type type) {
    Expr.MapRef map = (Expr.MapRef) c.args().get(0);
    MapUse use = checked.map(map.name());
    String key =
        c.args().size() == 2
            ? expressions.maps.keyOf(use, c.args().get(1))
            : expressions.maps.key(map);
    String table = "m" + use.number();
    var how = use.aggregation();
    if (how == null || !how.bucketed()) {
      return out.temp(type, table + ".delete(" + key + ") == 0");
    }
    String bucket = out.fresh();
    String found = out.temp(type, "0");
    out.line("#pragma clang loop unroll(disable)");
    out.open(
        "for (u64 "
            + bucket
            + " = 0; "
            + bucket
            + " <= "
            + how.lastBucket()
            + "; "
            + bucket
            + "++)");
    out.line(key + "->w[" + use.keyBytes() / 8 + "] = " + bucket + ";");
    out.line("if (" + table + ".delete(" + key + ") == 0) " + found + " = 1;");
    out.close();
    return found;
  }

  private String length(Expr.Call c, Type type) {
    if (!(c.args().get(0) instanceof Expr.MapRef map && map.keys() == null)) {
      return texts.length(c.args().get(0), type);
    }
    throw Unsupported.at(checked, "len() of a map is not supported yet", "", c.span());
  }

  /** Strings, buffers and other values that lie in memory. */
  void into(Expr.Call c, String to, int offset, Type as, boolean loose) {
    String target = to + " + " + offset;
    switch (c.name()) {
      case "str", "kstr" -> string(c, to, offset, as, loose);
      case "buf" -> buffer(c, to, offset, (Type.Buf) as);
      case "kstack", "ustack" -> stack((Type.Stack) expressions.type(c), to, offset);
      case "ntop" -> inet(c, to, offset);
      case "pton" -> {
        byte[] bytes =
            dev.tracebook.lang.type.Addresses.parse(((Expr.Str) c.args().get(0)).value());
        for (int at = 0; at < as.stored(); at += 8) {
          out.line(
              "*(u64 *)("
                  + to
                  + " + "
                  + (offset + at)
                  + ") = 0x"
                  + Long.toHexString(Expressions.word(bytes, at))
                  + "ULL;");
        }
      }
      case "macaddr" -> {
        String from = expressions.memory(c.args().get(0));
        out.line("*(u64 *)(" + target + ") = *(u64 *)" + from + ";");
      }
      case "usym" -> {
        word(target, expressions.scalar(c.args().get(0)));
        word(target + " + 8", "bpf_get_current_pid_tgid() >> 32");
      }
      case "strftime" -> word(target, expressions.scalar(c.args().get(1)));
      case "ksym", "cgroup_path", "strerror", "syscall_name" ->
          word(target, expressions.scalar(c.args().get(0)));
      default -> expressions.into(expressions.unit.meaning(c), to, offset, as, loose);
    }
  }

  private void word(String target, String value) {
    out.line("*(u64 *)(" + target + ") = (u64)(" + value + ");");
  }

  void stack(Type.Stack stack, String to, int offset) {
    int number = shared.stack(stack);
    String flags = stack.user() ? "BPF_F_USER_STACK" : "0";
    word(to + " + " + offset, "(s64)stacks" + number + ".get_stackid(ctx, " + flags + ")");
    word(to + " + " + (offset + 8), stack.user() ? "bpf_get_current_pid_tgid() >> 32" : "0");
  }

  private void string(Expr.Call c, String to, int offset, Type as, boolean loose) {
    Expr from = c.args().get(0);
    Type type = expressions.type(from);
    int capacity = expressions.type(c).size();
    String target = to + " + " + offset;
    if (from instanceof Expr.Param || type instanceof Type.Str) {
      expressions.into(from, to, offset, as, loose);
      out.line("*(char *)(" + to + " + " + (offset + Math.min(capacity, as.size()) - 1) + ") = 0;");
      return;
    }
    if (!loose) {
      out.zero(to, offset, as.stored());
    }
    if (type instanceof Type.Array) {
      String memory = expressions.memory(from);
      out.line(
          "bpf_probe_read_kernel_str(" + target + ", " + capacity + ", (void *)" + memory + ");");
      return;
    }
    String address = expressions.scalar(from);
    OptionalLong fixed =
        c.args().size() < 2 ? OptionalLong.of(capacity) : expressions.constant(c.args().get(1));
    String bytes = Integer.toString(capacity);
    if (fixed.isEmpty()) {
      bytes = out.temp(Basic.U64, expressions.scalar(c.args().get(1)));
      out.line("if (" + bytes + " > " + capacity + ") " + bytes + " = " + capacity + ";");
      out.line("*(char *)(" + target + ") = 0;");
    }
    out.line("tb_read_text(" + target + ", " + bytes + ", " + address + ");");
  }

  private void buffer(Expr.Call c, String to, int offset, Type.Buf as) {
    Expr from = c.args().get(0);
    Type type = expressions.type(from);
    String data = to + " + " + (offset + 8);
    String bytes = Integer.toString(as.capacity());
    if (c.args().size() == 2 && expressions.constant(c.args().get(1)).isEmpty()) {
      bytes = out.temp(Basic.U64, expressions.scalar(c.args().get(1)));
      out.line("if (" + bytes + " > " + as.capacity() + ") " + bytes + " = " + as.capacity() + ";");
    } else {
      bytes = Integer.toString(expressions.type(c).size());
    }
    out.zero(to, offset, as.stored());
    out.line("*(u64 *)(" + to + " + " + offset + ") = " + bytes + ";");
    if (type instanceof Type.Array || type instanceof Type.Str) {
      String memory = expressions.memory(from);
      int most = Math.min(type.stored(), as.capacity());
      out.line("bpf_probe_read_kernel(" + data + ", " + most + ", (void *)" + memory + ");");
    } else {
      out.line("tb_read(" + data + ", " + bytes + ", " + expressions.scalar(from) + ");");
    }
  }

  private void inet(Expr.Call c, String to, int offset) {
    Expr address = c.args().get(c.args().size() - 1);
    Type type = expressions.type(address);
    String family;
    if (c.args().size() == 2) {
      family = expressions.scalar(c.args().get(0));
    } else {
      family = !type.scalar() && type.size() == 16 ? "10" : "2";
    }
    String target = to + " + " + offset;
    word(target, family);
    if (type.scalar()) {
      word(target + " + 8", expressions.scalar(address));
      word(target + " + 16", "0");
    } else {
      String from = expressions.memory(address);
      out.copy(to, offset + 8, from, type.stored());
      out.zero(to, offset + 8 + type.stored(), 16 - type.stored());
    }
  }

  /** == and != of texts, buffers, arrays and tuples. */
  String equality(Expr.Binary b, Type type) {
    Type left = expressions.type(b.left());
    Type right = expressions.type(b.right());
    String differs;
    if (left instanceof Type.Str) {
      differs = texts.compare(b.left(), b.right(), Limits.STRING_BYTES, Basic.U64);
    } else {
      Type wide = left.stored() >= right.stored() ? left : right;
      String first = stored(b.left(), wide);
      String second = stored(b.right(), wide);
      differs = out.temp(Basic.U64, "0");
      String at = out.fresh();
      out.line("#pragma clang loop unroll(disable)");
      out.line("for (u32 " + at + " = 0; " + at + " < " + wide.stored() + "; " + at + " += 8)");
      out.line(
          "  "
              + differs
              + " |= *(u64 *)("
              + first
              + " + "
              + at
              + ") ^ *(u64 *)("
              + second
              + " + "
              + at
              + ");");
    }
    return out.temp(type, b.op().equals("==") ? "!" + differs : "!!" + differs);
  }

  private String stored(Expr e, Type wide) {
    String place = out.memory(wide.stored());
    expressions.into(e, place, 0, wide, false);
    return place;
  }
}
