package dev.tracebook.bpf;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The modules that are loaded in this process, so that its end leaves none of them behind. */
final class OpenModules {
  private static final Set<BpfModule> OPEN = new LinkedHashSet<>();

  private OpenModules() {}

  static synchronized void add(BpfModule module) {
    OPEN.add(module);
  }

  static synchronized void remove(BpfModule module) {
    OPEN.remove(module);
  }

  static synchronized List<BpfModule> all() {
    return new ArrayList<>(OPEN);
  }
}
