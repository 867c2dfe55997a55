package dev.tracebook.lang.run;

/**
 * How much of what a script says is kept; what is beyond is counted.
 *
 * @param characters of text, 0 to make none
 * @param rows of the tables of printed values
 */
public record Keep(long characters, long rows) {
  /** Of a script: its text, and the values of its printf too. */
  public static final Keep SCRIPT = new Keep(64L << 20, 5_000_000);

  /** Of a query: only values. */
  public static final Keep QUERY = new Keep(0, 10_000_000);
}
