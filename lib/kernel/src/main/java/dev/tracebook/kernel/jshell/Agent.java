package dev.tracebook.kernel.jshell;

import java.lang.instrument.Instrumentation;
import org.jspecify.annotations.Nullable;

/** Receives the JVM's instrumentation when {@link Redefinition} attaches to its own process. */
public final class Agent {
  private static volatile @Nullable Instrumentation instrumentation;

  private Agent() {}

  /** Called by the JVM. */
  public static void agentmain(String arguments, Instrumentation given) {
    instrumentation = given;
  }

  static @Nullable Instrumentation instrumentation() {
    return instrumentation;
  }
}
