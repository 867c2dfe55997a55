package dev.tracebook.bpf;

import org.jspecify.annotations.Nullable;

/**
 * One place that a probe stands for, found and ready to be opened.
 *
 * @param probe the place in bpftrace's spelling
 * @param kind how its program is loaded
 * @param opener what attaches the program
 * @param otherwise another way, for when this one is not allowed; or null
 */
record Place(String probe, ProgramKind kind, Opener opener, @Nullable Place otherwise) {
  Place(String probe, ProgramKind kind, Opener opener) {
    this(probe, kind, opener, null);
  }

  /**
   * The same place with another way to attach, for when the first one is not allowed.
   *
   * @param other the other way
   * @return the place
   */
  Place or(Place other) {
    return new Place(probe, kind, opener, other);
  }

  /** Attaches a loaded program. */
  @FunctionalInterface
  interface Opener {
    /**
     * Attaches.
     *
     * @param program the program's descriptor
     * @return what holds the attachment; nothing is left open when this throws
     */
    Opened open(int program);
  }
}
