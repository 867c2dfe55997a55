package dev.tracebook.lang.type;

/** How large things may get in the kernel; each is named where it is reached. */
public final class Limits {
  /** The longest string, the closing zero included: bpftrace's max_strlen. */
  public static final int STRING_BYTES = 1024;

  /** Entries of a map that is not declared: bpftrace's max_map_keys. */
  public static final int MAP_ENTRIES = 4096;

  /** Probes that a script may attach to: bpftrace's max_probes. */
  public static final int PROBES = 1024;

  /** Bytes of an event. */
  public static final int EVENT_BYTES = 32 * 1024;

  /** Bytes of a map's key. */
  public static final int KEY_BYTES = 8 * 1024;

  /** Rounds of a loop whose bounds are not constant. */
  public static final int ROUNDS = 1024;

  /** Frames of a stack. */
  public static final int FRAMES = 127;

  private Limits() {}
}
