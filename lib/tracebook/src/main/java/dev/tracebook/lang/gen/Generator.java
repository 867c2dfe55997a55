package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Aggregation;
import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Place;
import dev.tracebook.lang.type.Type;
import dev.tracebook.lang.type.Unit;
import java.util.ArrayList;
import java.util.List;

/** Makes a program of a checked script. No name and no text of the script stands in it. */
public final class Generator {
  /** The kernel's limit of a per-CPU value. */
  private static final int MOST_SCRATCH = 32_000;

  private final Checked checked;
  private final int ringPages;
  private final Shared shared = new Shared();
  private int scratchBytes = 8;

  private Generator(Checked checked, int ringPages) {
    this.checked = checked;
    this.ringPages = ringPages;
  }

  /**
   * Makes a program.
   *
   * @param ringPages size of the ring buffer, a power of two
   */
  public static Program generate(Checked checked, int ringPages) {
    return new Generator(checked, ringPages).program();
  }

  private Program program() {
    List<Program.Function> functions = new ArrayList<>();
    StringBuilder bodies = new StringBuilder();
    for (Unit unit : checked.units()) {
      functions.add(new Program.Function("p" + unit.number(), unit));
      bodies.append(function(unit));
    }
    StringBuilder text = new StringBuilder("#define TB_CPUS " + Cpus.possible() + "\n");
    text.append(Prelude.TEXT);
    text.append("BPF_RINGBUF_OUTPUT(" + Program.RING + ", " + ringPages + ");\n");
    checked.maps().forEach(map -> text.append(table(map)));
    List<Type.Stack> stacks = shared.stacks();
    for (int i = 0; i < stacks.size(); i++) {
      text.append("struct f" + i + " { u64 ip[" + stacks.get(i).depth() + "]; };\n");
      text.append(
          "BPF_TABLE(\"stacktrace\", int, struct f"
              + i
              + ", "
              + Program.stackTable(i)
              + ", 16384);\n");
    }
    if (scratchBytes > 8) {
      text.append("struct tb_scratch { u64 w[" + (scratchBytes + 7) / 8 + "]; };\n");
      text.append(
          "BPF_PERCPU_ARRAY(tb_scratch, struct tb_scratch, " + checked.units().size() + ");\n");
    }
    text.append('\n').append(bodies);
    return new Program(text.toString(), functions, shared.effects(), stacks, checked);
  }

  private static String table(MapUse map) {
    Aggregation how = map.aggregation();
    int key = map.keyBytes() + (how != null && how.bucketed() ? 8 : 0);
    boolean shared = how == null || map.readInKernel();
    int value = map.value().stored() * (how != null && shared ? Cpus.possible() : 1);
    int number = map.number();
    boolean lru = map.kind().contains("lru");
    String type = (lru ? "lru_" : "") + (shared ? "" : "percpu_") + "hash";
    return "struct k"
        + number
        + " { u64 w["
        + key / 8
        + "]; };\n"
        + "struct v"
        + number
        + " { u64 w["
        + Math.max(1, value / 8)
        + "]; };\n"
        + "BPF_TABLE(\""
        + type
        + "\", struct k"
        + number
        + ", struct v"
        + number
        + ", m"
        + number
        + ", "
        + (map.keyed() || (how != null && how.bucketed()) ? map.entries() : 1)
        + ");\n";
  }

  private String function(Unit unit) {
    Out out = new Out();
    Statements statements = new Statements(checked, unit, out, shared);
    statements.body();
    if (out.scratchBytes() > MOST_SCRATCH) {
      throw Unsupported.at(
          checked,
          "this action needs " + out.scratchBytes() + " bytes of memory; there are " + MOST_SCRATCH,
          "use shorter strings: str(..., 64)",
          unit.action().span());
    }
    scratchBytes = Math.max(scratchBytes, out.scratchBytes());
    StringBuilder text = new StringBuilder();
    text.append("int p" + unit.number() + "(" + context(unit.place()) + " *ctx) {\n");
    if (out.stackBytes() > 0) {
      text.append("  u64 st[" + out.stackBytes() / 8 + "];\n");
    }
    if (out.sends()) {
      text.append("  int tb_slot = " + Program.LOST + ";\n");
      text.append("  u64 *tb_lost = tb_counters.lookup(&tb_slot);\n");
      text.append("  if (!tb_lost) return 0;\n");
    }
    if (out.usesScratch()) {
      // A word in front says that the memory is in use: a run that came in between gives way.
      text.append("  int tb_which = " + unit.number() + ";\n");
      text.append("  char *sp = (char *)tb_scratch.lookup(&tb_which);\n");
      text.append("  if (!sp) return 0;\n");
      text.append("  if (*(volatile u64 *)sp) { tb_count(" + Program.NESTED + "); return 0; }\n");
      text.append("  *(volatile u64 *)sp = 1;\n");
    }
    text.append(statements.declarations());
    text.append(out);
    text.append("out: __attribute__((unused));\n");
    if (out.usesScratch()) {
      text.append("  *(volatile u64 *)sp = 0;\n");
    }
    return text.append("  return 0;\n}\n\n").toString();
  }

  private static String context(Place place) {
    if (place.kind().registers()) {
      return "struct pt_regs";
    }
    if (place.kind().sampled()) {
      return "struct bpf_perf_event_data";
    }
    return place.kind() == Place.Kind.RAW_TRACEPOINT ? "struct bpf_raw_tracepoint_args" : "void";
  }
}
