package dev.tracebook.lang.type;

/** Types that are needed everywhere. */
public final class Basic {
  /** A signed integer of 64 bits. */
  public static final Type.Int S64 = new Type.Int(8, true, false);

  /** An unsigned integer of 64 bits. */
  public static final Type.Int U64 = new Type.Int(8, false, false);

  /** An unsigned integer of 32 bits. */
  public static final Type.Int U32 = new Type.Int(4, false, false);

  /** A number in the script. */
  public static final Type.Int LITERAL = new Type.Int(8, true, true);

  /** No value. */
  public static final Type.None NONE = new Type.None();

  /** Not known yet. */
  public static final Type.Unknown UNKNOWN = new Type.Unknown();

  /** true or false. */
  public static final Type.Bool BOOL = new Type.Bool();

  private Basic() {}
}
