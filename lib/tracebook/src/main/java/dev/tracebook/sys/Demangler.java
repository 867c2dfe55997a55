package dev.tracebook.sys;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * C++ names made readable by the C++ runtime's own demangler, abi::__cxa_demangle.
 *
 * <p>libbcc needs the same library, so it is there where tracing is; without it names stay as they
 * are.
 */
public final class Demangler {
  /** Whether the library could be bound; tried when first asked. */
  private static final class Holder {
    static final boolean BOUND = bind();

    private static boolean bind() {
      try {
        Native.register(Demangler.class, "libstdc++.so.6");
        return true;
      } catch (UnsatisfiedLinkError e) {
        return false;
      }
    }
  }

  private Demangler() {}

  static native Pointer __cxa_demangle(String name, Pointer buffer, Pointer length, int[] status);

  /** Tells whether names can be demangled here. */
  public static boolean available() {
    return Holder.BOUND;
  }

  /** Returns the demangled name, or the name itself where it is not a mangled C++ name. */
  public static String demangle(String name) {
    if (!name.startsWith("_Z") || !Holder.BOUND) {
      return name;
    }
    Pointer text = __cxa_demangle(name, null, null, new int[1]);
    if (text == null) {
      return name;
    }
    try {
      return text.getString(0);
    } finally {
      Native.free(Pointer.nativeValue(text));
    }
  }
}
