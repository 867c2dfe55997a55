package dev.tracebook.lang.type;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the type that holds the values of two. */
final class Merge {
  private Merge() {}

  /** The common type, or null where there is none; of two signs the first one's counts. */
  static @Nullable Type of(Type a, Type b) {
    if (a instanceof Type.Unknown) {
      return b;
    }
    if (b instanceof Type.Unknown || a.equals(b)) {
      return a;
    }
    if (a instanceof Type.Int x && b instanceof Type.Int y) {
      boolean signed = x.literal() ? y.signed() : x.signed();
      return new Type.Int(Math.max(x.bytes(), y.bytes()), signed, x.literal() && y.literal());
    }
    if (a instanceof Type.Str x && b instanceof Type.Str y) {
      return new Type.Str(Math.max(x.capacity(), y.capacity()));
    }
    if (a instanceof Type.Buf x && b instanceof Type.Buf y) {
      return new Type.Buf(Math.max(x.capacity(), y.capacity()));
    }
    if (a instanceof Type.Tuple x && b instanceof Type.Tuple y) {
      return tuple(x, y);
    }
    if (a instanceof Type.Array x && b instanceof Type.Array y && x.length() == y.length()) {
      return x.element().size() == y.element().size() ? x : null;
    }
    if (a instanceof Type.Stack x && b instanceof Type.Stack y) {
      return x.user() == y.user() && x.depth() == y.depth() ? x : null;
    }
    if (a instanceof Type.Aggregated x && b instanceof Type.Aggregated y) {
      return x.how().same(y.how()) ? x : null;
    }
    return mixed(a, b);
  }

  private static @Nullable Type mixed(Type a, Type b) {
    if (a instanceof Type.Pointer x && b instanceof Type.Pointer y) {
      return x.target().equals("void") ? y : y.target().equals("void") ? x : null;
    }
    if (a instanceof Type.Pointer && b instanceof Type.Int i) {
      return i.literal() ? a : null;
    }
    if (b instanceof Type.Pointer && a instanceof Type.Int i) {
      return i.literal() ? b : null;
    }
    boolean numbers = number(a) && number(b);
    return numbers ? (a instanceof Type.Int ? a : b instanceof Type.Int ? b : Basic.S64) : null;
  }

  private static boolean number(Type type) {
    return type instanceof Type.Int || type instanceof Type.Bool || type instanceof Type.Enumerated;
  }

  private static @Nullable Type tuple(Type.Tuple x, Type.Tuple y) {
    if (x.elements().size() != y.elements().size() || !x.names().equals(y.names())) {
      return null;
    }
    List<Type> elements = new ArrayList<>();
    for (int i = 0; i < x.elements().size(); i++) {
      Type each = of(x.elements().get(i), y.elements().get(i));
      if (each == null) {
        return null;
      }
      elements.add(each);
    }
    return new Type.Tuple(elements, x.names());
  }
}
