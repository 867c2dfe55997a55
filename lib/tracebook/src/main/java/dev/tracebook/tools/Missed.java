package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;

/** What a program could not remember: its map {@code missed} counts beginnings without room. */
final class Missed {
  private Missed() {}

  static long in(BpfModule module) {
    return module.maps().contains("missed") ? module.map("missed").sum() : 0;
  }
}
