package dev.tracebook.headers;

import dev.tracebook.headers.Btf.Member;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes types as C in dependency order, laid out so that clang for x86-64 and clang for BPF agree:
 * gaps become plain byte members, never runs of bit-field padding.
 */
final class TypeWriter {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> BUILT_IN =
      Set.of("__builtin_va_list", "__int128", "__int128_t", "__uint128_t", "_Bool");

  private final Btf btf;
  private final ClangLayout layout;
  private final Set<String> tokens;
  private final Set<String> taken;
  private final StringBuilder out = new StringBuilder();
  private final Set<Integer> done = new HashSet<>();
  private final Set<String> forwards = new HashSet<>();
  private final Map<Integer, String> names = new HashMap<>();
  private final Set<String> usedTags = new HashSet<>();
  private final Set<String> usedNames = new HashSet<>();
  private final Deque<Integer> pointees = new ArrayDeque<>();
  private int pads;

  /**
   * A writer.
   *
   * @param tokens member names whose pointees are wanted complete
   * @param taken tags and enumerators that the program itself defines
   */
  TypeWriter(Btf btf, Set<String> tokens, Set<String> taken) {
    this.btf = btf;
    this.layout = new ClangLayout(btf);
    this.tokens = tokens;
    this.taken = taken;
    usedTags.addAll(taken);
    usedNames.addAll(taken);
  }

  /** Writes a type, and then what it makes reachable. */
  void root(int id) {
    complete(id);
    while (!pointees.isEmpty()) {
      complete(pointees.poll());
    }
  }

  String text() {
    return out.toString();
  }

  /** Makes a type usable by value. */
  private void complete(int id) {
    switch (btf.kind(id)) {
      case Btf.STRUCT, Btf.UNION -> struct(id);
      case Btf.ENUM, Btf.ENUM64 -> enumeration(id);
      case Btf.TYPEDEF -> {
        complete(btf.target(id));
        typedef(id);
      }
      case Btf.ARRAY -> complete(btf.element(id));
      case Btf.CONST, Btf.VOLATILE, Btf.RESTRICT, Btf.TYPE_TAG -> complete(btf.target(id));
      case Btf.PTR -> mention(btf.target(id));
      case Btf.FUNC_PROTO -> prototype(id);
      default -> {}
    }
  }

  /** Makes a type usable behind a pointer. */
  private void mention(int id) {
    switch (btf.kind(id)) {
      case Btf.STRUCT, Btf.UNION, Btf.FWD -> {
        if (btf.name(id).isEmpty()) {
          complete(id);
        } else {
          String declaration = tag(id);
          if (!done.contains(id) && forwards.add(declaration)) {
            out.append(declaration).append(";\n");
          }
        }
      }
      case Btf.TYPEDEF -> {
        mention(btf.target(id));
        typedef(id);
      }
      case Btf.ARRAY -> complete(btf.element(id));
      case Btf.CONST, Btf.VOLATILE, Btf.RESTRICT, Btf.TYPE_TAG, Btf.PTR -> mention(btf.target(id));
      case Btf.ENUM, Btf.ENUM64 -> enumeration(id);
      case Btf.FUNC_PROTO -> prototype(id);
      default -> {}
    }
  }

  private void prototype(int id) {
    mention(btf.target(id));
    for (int parameter : btf.parameters(id)) {
      mention(parameter);
    }
  }

  private void typedef(int id) {
    String name = btf.name(id);
    if (!done.add(id) || BUILT_IN.contains(name) || taken.contains(name) || !usedNames.add(name)) {
      return;
    }
    out.append("typedef ").append(declare(btf.target(id), name)).append(";\n");
  }

  private void struct(int id) {
    if (!done.add(id)) {
      return;
    }
    needs(id);
    if (!btf.name(id).isEmpty()) {
      out.append(body(id, 0)).append(";\n");
    }
  }

  private void needs(int id) {
    for (Member member : btf.members(id)) {
      int type = member.type();
      if (anonymous(type)) {
        needs(btf.innermost(type));
      } else {
        complete(type);
      }
      if (tokens.contains(member.name())) {
        follow(type);
      }
    }
  }

  private void follow(int type) {
    int direct = btf.strip(btf.innermost(btf.strip(type)));
    int here = btf.pointee(type);
    boolean pointer = direct != here;
    if (btf.kind(here) == Btf.FWD) {
      Integer whole = btf.tagged(btf.name(here));
      here = whole == null ? here : whole;
    }
    if (pointer && !done.contains(here)) {
      pointees.add(here);
    }
  }

  private boolean anonymous(int type) {
    int here = btf.innermost(type);
    int kind = btf.kind(here);
    return (kind == Btf.STRUCT || kind == Btf.UNION) && btf.name(here).isEmpty();
  }

  private String body(int id, int depth) {
    boolean union = btf.kind(id) == Btf.UNION;
    boolean packed = layout.packed(id);
    StringBuilder text = new StringBuilder(tag(id)).append(" {\n");
    String indent = "\t".repeat(depth + 1);
    int at = 0;
    for (Member member : btf.members(id)) {
      if (!union) {
        text.append(gap(at, member, packed, indent));
      }
      String name = member.name();
      text.append(indent).append(declare(member.type(), name, depth + 1));
      if (member.bits() > 0) {
        text.append(" : ").append(member.bits());
      }
      text.append(";\n");
      at = union ? 0 : member.bitOffset() + layout.bits(member);
    }
    int end = btf.size(id) * 8;
    if (union) {
      if (layout.end(id) != end) {
        text.append(bytes(indent, btf.size(id)));
      }
    } else if (layout.end(id) != end) {
      int from = (at + 7) / 8;
      text.append(bytes(indent, btf.size(id) - from));
    }
    text.append("\t".repeat(depth)).append('}');
    return packed ? text.append(" __attribute__((packed))").toString() : text.toString();
  }

  /** Bytes that no member uses; the name is unique, because anonymous structs share one scope. */
  private String bytes(String indent, int bytes) {
    return indent + "unsigned char __pad_" + ++pads + "[" + bytes + "];\n";
  }

  private String gap(int at, Member next, boolean packed, String indent) {
    int to = next.bitOffset();
    if (layout.place(at, next, packed) == to) {
      // An end of the run of bit fields where a word ends: clang would make it one wide integer.
      boolean word = next.bits() > 0 && to == at && to > 0 && to % 64 == 0;
      return word ? indent + "unsigned char : 0;\n" : "";
    }
    StringBuilder text = new StringBuilder();
    int wholeFrom = (at + 7) / 8;
    int wholeTo = to / 8;
    if (wholeTo > wholeFrom) {
      text.append(bytes(indent, wholeTo - wholeFrom));
    } else if (next.bits() > 0 && at % 8 != 0 && to % 8 == 0) {
      return indent + "unsigned char : 0;\n";
    }
    int left = to - Math.max(wholeTo * 8, at);
    return left > 0 ? text + indent + "unsigned char : " + left + ";\n" : text.toString();
  }

  private void enumeration(int id) {
    if (!done.add(id) || btf.name(id).isEmpty()) {
      return;
    }
    out.append(values(id)).append(";\n");
  }

  /** Writes an anonymous enum for its enumerators. */
  void constants(int id) {
    if (done.add(id)) {
      out.append(values(id)).append(";\n");
    }
  }

  private String values(int id) {
    StringBuilder text = new StringBuilder(tag(id)).append(" {\n");
    boolean any = false;
    for (Btf.Enumerator e : btf.enumerators(id)) {
      if (usedNames.add(e.name())) {
        any = true;
        text.append('\t').append(e.name()).append(" = ").append(literal(e.value())).append(",\n");
      }
    }
    if ("bpf_func_id".equals(btf.name(id))) {
      any = true;
      HelperIds.appendMissing(text, usedNames);
    }
    if (!any) {
      text.append("\t__tb_enum_").append(id).append(",\n");
    }
    text.append('}');
    return switch (btf.size(id)) {
      case 1 -> text + " __attribute__((mode(QI)))";
      case 2 -> text + " __attribute__((mode(HI)))";
      case 8 -> text + " __attribute__((mode(DI)))";
      default -> text.toString();
    };
  }

  private static String literal(long value) {
    if (value == Long.MIN_VALUE) {
      return "(-9223372036854775807LL - 1)";
    }
    return value == (int) value ? Long.toString(value) : value + (value > 0 ? "ULL" : "LL");
  }

  private String tag(int id) {
    String keyword =
        switch (btf.kind(id)) {
          case Btf.UNION -> "union";
          case Btf.ENUM, Btf.ENUM64 -> "enum";
          case Btf.FWD -> btf.flag(id) ? "union" : "struct";
          default -> "struct";
        };
    String name = btf.name(id);
    return name.isEmpty() ? keyword : keyword + " " + unique(id, name);
  }

  private String unique(int id, String name) {
    String known = names.get(id);
    if (known != null) {
      return known;
    }
    String wanted = IDENTIFIER.matcher(name).matches() ? name : "__tb_type_" + id;
    Integer whole = btf.kind(id) == Btf.FWD ? btf.tagged(name) : null;
    String chosen;
    if (whole != null) {
      chosen = unique(whole, name);
    } else {
      chosen = usedTags.add(wanted) ? wanted : wanted + "___" + id;
    }
    names.put(id, chosen);
    return chosen;
  }

  private String declare(int id, String inner) {
    return declare(id, inner, 0);
  }

  private String declare(int id, String inner, int depth) {
    return switch (btf.kind(id)) {
      case 0 -> join("void", inner);
      case Btf.PTR -> pointer(id, inner, depth);
      case Btf.ARRAY -> declare(btf.element(id), inner + "[" + btf.length(id) + "]", depth);
      case Btf.CONST, Btf.VOLATILE, Btf.RESTRICT, Btf.TYPE_TAG ->
          declare(btf.target(id), inner, depth);
      case Btf.FUNC_PROTO -> function(id, inner, depth);
      case Btf.STRUCT, Btf.UNION -> join(btf.name(id).isEmpty() ? body(id, depth) : tag(id), inner);
      case Btf.ENUM, Btf.ENUM64 -> join(btf.name(id).isEmpty() ? once(id) : tag(id), inner);
      case Btf.FWD -> join(tag(id), inner);
      default -> join(btf.name(id), inner);
    };
  }

  /** An anonymous enum: its constants where it is first used. */
  private String once(int id) {
    if (done.add(id)) {
      return values(id);
    }
    return switch (btf.size(id)) {
      case 1 -> "unsigned char";
      case 2 -> "unsigned short";
      case 8 -> "unsigned long";
      default -> "unsigned int";
    };
  }

  private String pointer(int id, String inner, int depth) {
    int to = btf.unqualified(btf.target(id));
    boolean wrap = btf.kind(to) == Btf.ARRAY || btf.kind(to) == Btf.FUNC_PROTO;
    return declare(to, wrap ? "(*" + inner + ")" : "*" + inner, depth);
  }

  private String function(int id, String inner, int depth) {
    int[] parameters = btf.parameters(id);
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < parameters.length; i++) {
      boolean dots = parameters[i] == 0;
      list.append(i == 0 ? "" : ", ").append(dots ? "..." : declare(parameters[i], "", depth));
    }
    return declare(btf.target(id), inner + "(" + (list.isEmpty() ? "void" : list) + ")", depth);
  }

  private static String join(String type, String inner) {
    return inner.isEmpty() ? type : type + " " + inner;
  }
}
