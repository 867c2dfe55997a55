package dev.tracebook.headers;

/**
 * Where a C compiler would put the members of a BTF type: alignment, packing, natural offsets in
 * bits.
 */
final class Layouts {
  private static final int POINTER_BYTES = 8;
  private static final int MAX_ALIGN_BYTES = 16;

  private final Btf btf;

  Layouts(Btf btf) {
    this.btf = btf;
  }

  /** Returns the alignment in bytes that the type has as {@link CTypes} writes it. */
  int alignBytes(int type) {
    int real = btf.resolve(type);
    return switch (btf.kind(real)) {
      case Btf.PTR -> POINTER_BYTES;
      case Btf.ARRAY -> alignBytes(btf.elementType(real));
      case Btf.STRUCT, Btf.UNION -> packed(real) ? 1 : widest(real);
      case Btf.INT, Btf.ENUM, Btf.ENUM64, Btf.FLOAT ->
          Math.min(btf.sizeBytes(real), MAX_ALIGN_BYTES);
      default -> 1;
    };
  }

  long sizeBytes(int type) {
    int real = btf.resolve(type);
    return switch (btf.kind(real)) {
      case Btf.PTR -> POINTER_BYTES;
      case Btf.ARRAY -> sizeBytes(btf.elementType(real)) * btf.elementCount(real);
      case Btf.STRUCT, Btf.UNION, Btf.INT, Btf.ENUM, Btf.ENUM64, Btf.FLOAT -> btf.sizeBytes(real);
      default -> 1;
    };
  }

  long bits(Btf.Member member) {
    return member.bits() != 0 ? member.bits() : sizeBytes(member.type()) * 8;
  }

  /**
   * Returns the bit at which a compiler puts the member when the one before it ends at {@code at}.
   */
  long natural(long at, Btf.Member member, boolean packed) {
    long unit = sizeBytes(member.type()) * 8;
    if (member.bits() == 0) {
      return roundUp(at, packed ? 8 : alignBytes(member.type()) * 8L);
    }
    boolean crosses = at / unit != (at + member.bits() - 1) / unit;
    return crosses && !packed ? roundUp(at, unit) : at;
  }

  /** Returns the bit at which the struct ends, its own alignment included. */
  long end(int type, boolean packed) {
    long end = 0;
    for (Btf.Member member : btf.members(type)) {
      end = Math.max(end, member.bitOffset() + bits(member));
    }
    return roundUp(end, packed ? 8 : widest(type) * 8L);
  }

  /** Tells whether only a packed struct can have these offsets and this size. */
  boolean packed(int type) {
    int align = widest(type);
    if (btf.sizeBytes(type) % align != 0) {
      return true;
    }
    for (Btf.Member member : btf.members(type)) {
      if (member.bits() == 0 && member.bitOffset() % (alignBytes(member.type()) * 8L) != 0) {
        return true;
      }
    }
    return false;
  }

  private int widest(int type) {
    int widest = 1;
    for (Btf.Member member : btf.members(type)) {
      widest = Math.max(widest, alignBytes(member.type()));
    }
    return widest;
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
