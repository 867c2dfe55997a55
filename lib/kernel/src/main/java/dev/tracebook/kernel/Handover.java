package dev.tracebook.kernel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Passes an object from the kernel to a cell's variable. */
public final class Handover {
  private static @Nullable Object value;

  private Handover() {}

  static synchronized void put(Object given) {
    value = given;
  }

  /**
   * Takes the object; the kernel's own snippets call it.
   *
   * @param type what it is
   * @param <T> what it is
   * @return the object that was put last
   */
  public static synchronized <T> T take(Class<T> type) {
    T taken = type.cast(Objects.requireNonNull(value, "nothing was handed over"));
    value = null;
    return taken;
  }
}
