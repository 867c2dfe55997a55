package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Type;

/** Questions about types. */
final class Typed {
  private Typed() {}

  static boolean signed(Type type) {
    return type instanceof Type.Int i ? i.signed() : !(type instanceof Type.Pointer);
  }
}
