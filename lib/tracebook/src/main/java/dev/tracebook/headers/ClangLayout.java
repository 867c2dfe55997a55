package dev.tracebook.headers;

import dev.tracebook.headers.Btf.Member;
import java.util.HashMap;
import java.util.Map;

/** Where clang for x86-64 would put members, to compare with where the kernel has them. */
final class ClangLayout {

  private final Btf btf;
  private final Map<Integer, Boolean> packed = new HashMap<>();

  ClangLayout(Btf btf) {
    this.btf = btf;
  }

  int align(int id) {
    int type = btf.strip(id);
    return switch (btf.kind(type)) {
      case Btf.INT, Btf.ENUM, Btf.ENUM64, Btf.FLOAT ->
          Integer.highestOneBit(Math.max(1, Math.min(16, btf.size(type))));
      case Btf.PTR -> 8;
      case Btf.ARRAY -> align(btf.element(type));
      case Btf.STRUCT, Btf.UNION -> packed(type) ? 1 : widest(type);
      default -> 1;
    };
  }

  private int widest(int id) {
    int most = 1;
    for (Member member : btf.members(id)) {
      most = Math.max(most, align(member.type()));
    }
    return most;
  }

  int size(int id) {
    int type = btf.strip(id);
    return switch (btf.kind(type)) {
      case Btf.INT, Btf.ENUM, Btf.ENUM64, Btf.FLOAT, Btf.STRUCT, Btf.UNION -> btf.size(type);
      case Btf.PTR -> 8;
      case Btf.ARRAY -> btf.length(type) * size(btf.element(type));
      default -> 0;
    };
  }

  int bits(Member member) {
    return member.bits() > 0 ? member.bits() : 8 * size(member.type());
  }

  /** True where natural alignment cannot give the kernel's layout. */
  boolean packed(int id) {
    Boolean known = packed.get(id);
    if (known == null) {
      known = decide(id);
      packed.put(id, known);
    }
    return known;
  }

  private boolean decide(int id) {
    if (btf.size(id) % widest(id) != 0) {
      return true;
    }
    for (Member member : btf.members(id)) {
      int where = member.bitOffset();
      int unit = 8 * align(member.type());
      boolean crosses = member.bits() > 0 && where / unit != (where + member.bits() - 1) / unit;
      if (crosses || (member.bits() == 0 && where % unit != 0)) {
        return true;
      }
    }
    return false;
  }

  /** The bit where clang puts a member that follows bit {@code at}. */
  int place(int at, Member member, boolean isPacked) {
    if (member.bits() > 0) {
      int unit = 8 * align(member.type());
      boolean crosses = at / unit != (at + member.bits() - 1) / unit;
      return crosses && !isPacked ? up(at, unit) : at;
    }
    return up(at, isPacked ? 8 : 8 * align(member.type()));
  }

  /** The size in bits that clang gives without padding at the end. */
  int end(int id) {
    int end = 0;
    for (Member member : btf.members(id)) {
      int from = btf.kind(id) == Btf.UNION ? 0 : member.bitOffset();
      end = Math.max(end, from + bits(member));
    }
    return up(end, packed(id) ? 8 : 8 * widest(id));
  }

  private static int up(int value, int unit) {
    return (value + unit - 1) / unit * unit;
  }
}
