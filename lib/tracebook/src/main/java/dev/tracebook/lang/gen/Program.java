package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Checked;
import dev.tracebook.lang.type.Type;
import dev.tracebook.lang.type.Unit;
import java.util.List;

/**
 * A script as BCC C.
 *
 * @param text the program's text
 * @param functions its functions, one a unit
 * @param effects what events mean, by number
 * @param stacks its stack maps, by number
 * @param checked the script
 */
public record Program(
    String text,
    List<Function> functions,
    List<Effect> effects,
    List<Type.Stack> stacks,
    Checked checked) {
  /** Name of the ring buffer. */
  public static final String RING = "tb_ring";

  /** Name of the array of counters: see the constants. */
  public static final String COUNTERS = "tb_counters";

  /** Events that found the ring full. */
  public static final int LOST = 0;

  /** Updates of maps that were full. */
  public static final int FULL = 1;

  /** Divisions by zero, whose result is 1. */
  public static final int DIVIDED = 2;

  /** Runs that found another one of the same probe in its memory. */
  public static final int NESTED = 3;

  /** Loops that were cut off. */
  public static final int CUT = 4;

  /** When the script started, in CLOCK_MONOTONIC. */
  public static final int STARTED = 5;

  /** 1 once exit() was called: its event may find the ring full. */
  public static final int EXITED = 6;

  /** How many counters there are. */
  public static final int COUNTER_SLOTS = 7;

  /**
   * A function.
   *
   * @param name its name in C
   * @param unit what it was made from
   */
  public record Function(String name, Unit unit) {}

  /** The name of a map's table. */
  public static String table(int number) {
    return "m" + number;
  }

  /** The name of a stack map's table. */
  public static String stackTable(int number) {
    return "stacks" + number;
  }
}
