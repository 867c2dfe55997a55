package dev.tracebook.lang.type;

import java.util.List;
import java.util.Set;

/**
 * An aggregating function with its constant arguments.
 *
 * @param name count, sum, avg, min, max, stats, hist, lhist or tseries
 * @param signed whether the values have a sign
 * @param parameters hist: bits a power of two; lhist: min, max, step; tseries: interval, count
 * @param function the function within an interval of a tseries, else empty
 */
public record Aggregation(String name, boolean signed, List<Long> parameters, String function) {
  /** All of them. */
  public static final Set<String> NAMES =
      Set.of("count", "sum", "avg", "min", "max", "stats", "hist", "lhist", "tseries");

  /** How many 64-bit words a CPU keeps for a key. */
  public int words() {
    return switch (name) {
      case "count", "sum", "hist", "lhist" -> 1;
      case "tseries" -> 3;
      default -> 2;
    };
  }

  /** Whether entries are kept by bucket, so that a bucket's number is part of the key. */
  public boolean bucketed() {
    return name.equals("hist") || name.equals("lhist") || name.equals("tseries");
  }

  /** Whether an expression can read it as one number. */
  public boolean number() {
    return !bucketed() && !name.equals("stats");
  }

  /** Whether two uses of a map agree. */
  public boolean same(Aggregation other) {
    return name.equals(other.name)
        && parameters.equals(other.parameters)
        && function.equals(other.function);
  }

  /** The largest bucket's number. */
  public int lastBucket() {
    return switch (name) {
      case "hist" -> (int) (65L << parameters.get(0));
      case "lhist" -> {
        long width = parameters.get(1) - parameters.get(0);
        yield (int) (width / parameters.get(2)) + 1;
      }
      default -> (int) (long) parameters.get(1);
    };
  }
}
