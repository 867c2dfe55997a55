package dev.tracebook.kernel;

import dev.tracebook.bpf.BpfModule;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Closes programs whose variable got another value, so that a cell that is run again never leaves
 * two probes.
 *
 * <p>The rule: a program that was the value of a variable before a cell, is not after it, and
 * cannot be reached from any variable (see {@link Reach}) is closed. In doubt it stays open, until
 * {@code closeAll()} or the end of the kernel.
 */
final class Replaced {
  private final Set<BpfModule> held = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Looks at the variables after a cell. */
  void after(Map<String, @Nullable Object> variables) {
    Set<BpfModule> holding = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Object each : variables.values()) {
      if (each instanceof BpfModule module) {
        holding.add(module);
      }
    }
    for (BpfModule each : held) {
      if (!holding.contains(each) && !Reach.mayReach(variables.values(), each)) {
        each.close();
      }
    }
    held.clear();
    held.addAll(holding);
  }
}
