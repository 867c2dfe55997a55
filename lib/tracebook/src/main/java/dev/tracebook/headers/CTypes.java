package dev.tracebook.headers;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes types of a {@link Btf} as C declarations, in the order in which they need each other.
 *
 * <p>Every gap between members becomes a named member of its own. libbcc parses for the host's
 * architecture and generates code for BPF: an unnamed gap is merged into wide integers that BPF
 * aligns differently, which moves the members behind it without a word.
 */
final class CTypes {
  private final Btf btf;
  private final Layouts layouts;
  private final StringBuilder out = new StringBuilder();
  private final Set<String> declared = new HashSet<>();
  private final Set<Integer> defined = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private int pads;

  CTypes(Btf btf) {
    this.btf = btf;
    layouts = new Layouts(btf);
  }

  /** Adds a type with all that it needs to be complete. */
  CTypes add(int type) {
    require(type, true);
    return this;
  }

  /** Returns the C text. */
  String text() {
    return out.toString();
  }

  /** Declares what a use of this type needs; {@code complete} where its size matters. */
  private void require(int type, boolean complete) {
    switch (btf.kind(type)) {
      case Btf.STRUCT, Btf.UNION -> {
        if (btf.name(type).isEmpty()) {
          btf.members(type).forEach(member -> require(member.type(), true));
        } else if (complete) {
          define(type);
        } else {
          declare(type);
        }
      }
      case Btf.ENUM, Btf.ENUM64 -> {
        if (!btf.name(type).isEmpty()) {
          define(type);
        }
      }
      case Btf.FWD -> declare(type);
      case Btf.TYPEDEF -> typedef(type, complete);
      case Btf.PTR -> require(btf.target(type), false);
      case Btf.ARRAY -> require(btf.elementType(type), true);
      case Btf.CONST, Btf.VOLATILE, Btf.RESTRICT, Btf.TYPE_TAG ->
          require(btf.target(type), complete);
      case Btf.FUNC_PROTO -> {
        require(btf.target(type), false);
        btf.parameters(type).forEach(parameter -> require(parameter.type(), false));
      }
      default -> {}
    }
  }

  private void declare(int type) {
    String tag = tagOf(type);
    if (declared.add(tag)) {
      out.append(tag).append(";\n");
    }
  }

  private void define(int type) {
    if (!defined.add(type)) {
      return;
    }
    // Two types of one name exist in a kernel of many files: the first is the one that users mean.
    if (!names.add(tagOf(type))) {
      return;
    }
    if (isRecord(type)) {
      btf.members(type).forEach(member -> require(member.type(), true));
    }
    declared.add(tagOf(type));
    out.append(body(type)).append(";\n");
  }

  private void typedef(int type, boolean complete) {
    require(btf.target(type), complete);
    if (defined.add(type) && names.add(btf.name(type))) {
      out.append("typedef ").append(declarator(btf.target(type), btf.name(type))).append(";\n");
    }
  }

  /** Adds an enum without a name for the sake of its constants. */
  CTypes addConstants(int type) {
    if (btf.name(type).isEmpty()) {
      if (defined.add(type)) {
        out.append(body(type)).append(";\n");
      }
    } else {
      define(type);
    }
    return this;
  }

  private boolean isRecord(int type) {
    return btf.kind(type) == Btf.STRUCT || btf.kind(type) == Btf.UNION;
  }

  private String tagOf(int type) {
    String name = btf.name(type);
    return switch (btf.kind(type)) {
      case Btf.STRUCT -> "struct " + name;
      case Btf.UNION -> "union " + name;
      case Btf.FWD -> (btf.flag(type) ? "union " : "struct ") + name;
      default -> "enum " + name;
    };
  }

  private String body(int type) {
    StringBuilder text = new StringBuilder(tagOf(type).trim()).append(" {\n");
    if (isRecord(type)) {
      members(type, text);
      return text.append('}')
          .append(layouts.packed(type) ? " __attribute__((packed))" : "")
          .toString();
    }
    for (Btf.Enumerator each : btf.enumerators(type)) {
      text.append("  ").append(each.name()).append(" = ");
      text.append(each.value()).append(each.value() > Integer.MAX_VALUE ? "ULL" : "").append(",\n");
    }
    String mode =
        switch (btf.sizeBytes(type)) {
          case 1 -> " __attribute__((mode(byte)))";
          case 2 -> " __attribute__((mode(HI)))";
          default -> "";
        };
    return text.append('}').append(mode).toString();
  }

  private void members(int type, StringBuilder text) {
    boolean union = btf.kind(type) == Btf.UNION;
    boolean packed = layouts.packed(type);
    long at = 0;
    for (Btf.Member member : btf.members(type)) {
      if (!union) {
        gap(layouts.natural(at, member, packed), at, member.bitOffset(), text);
        at = member.bitOffset() + layouts.bits(member);
      }
      text.append("  ").append(declarator(member.type(), member.name()));
      text.append(member.bits() == 0 ? "" : ":" + member.bits()).append(";\n");
    }
    if (!union && btf.sizeBytes(type) * 8L > layouts.end(type, packed)) {
      gap(at, at, btf.sizeBytes(type) * 8L, text);
    }
  }

  private void gap(long natural, long from, long to, StringBuilder text) {
    if (natural == to) {
      return;
    }
    long at = from;
    if (at % 8 != 0 && to - at >= 8 - at % 8) {
      text.append("  unsigned char __pad_" + pads++ + ":" + (8 - at % 8) + ";\n");
      at += 8 - at % 8;
    }
    if (to - at >= 8) {
      text.append("  char __pad_" + pads++ + "[" + (to - at) / 8 + "];\n");
      at += (to - at) / 8 * 8;
    }
    if (to > at) {
      text.append("  unsigned char __pad_" + pads++ + ":" + (to - at) + ";\n");
    }
  }

  private String declarator(int type, String inner) {
    return switch (btf.kind(type)) {
      case 0 -> "void " + inner;
      case Btf.PTR -> {
        int to = btf.target(type);
        boolean wrap = List.of(Btf.ARRAY, Btf.FUNC_PROTO).contains(btf.kind(unqualified(to)));
        yield declarator(to, wrap ? "(*" + inner + ")" : "*" + inner);
      }
      case Btf.ARRAY ->
          declarator(btf.elementType(type), inner + "[" + btf.elementCount(type) + "]");
      case Btf.CONST -> declarator(btf.target(type), "const " + inner);
      case Btf.VOLATILE -> declarator(btf.target(type), "volatile " + inner);
      case Btf.RESTRICT, Btf.TYPE_TAG -> declarator(btf.target(type), inner);
      case Btf.FUNC_PROTO -> declarator(btf.target(type), inner + parameters(type));
      case Btf.STRUCT, Btf.UNION, Btf.ENUM, Btf.ENUM64 ->
          (btf.name(type).isEmpty() ? body(type) : tagOf(type)) + " " + inner;
      case Btf.FWD -> tagOf(type) + " " + inner;
      default -> btf.name(type) + " " + inner;
    };
  }

  private int unqualified(int type) {
    int at = type;
    while (btf.kind(at) == Btf.CONST || btf.kind(at) == Btf.VOLATILE) {
      at = btf.target(at);
    }
    return at;
  }

  private String parameters(int type) {
    StringBuilder text = new StringBuilder("(");
    for (Btf.Parameter parameter : btf.parameters(type)) {
      text.append(text.length() == 1 ? "" : ", ");
      text.append(parameter.type() == 0 ? "..." : declarator(parameter.type(), "").trim());
    }
    String all = text.toString();
    return all.equals("(...") ? "()" : (all.length() == 1 ? "(void" : all) + ")";
  }
}
