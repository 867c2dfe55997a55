package dev.tracebook.bpf;

/**
 * One place that a probe stands for, found and ready to be opened.
 *
 * @param probe the place in bpftrace's spelling
 * @param kind how its program is loaded
 * @param opener what attaches the program
 */
record Place(String probe, ProgramKind kind, Opener opener) {
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
