package dev.tracebook.query;

import org.jspecify.annotations.Nullable;

/**
 * A query that is still being built: what its expressions may say, and what it can gather in the
 * kernel.
 *
 * <p>Expressions are in the bpftrace language: {@code comm}, {@code pid}, {@code args.ret > 0},
 * {@code str(args.filename)}. {@code $1}, {@code $2} ... take the values given behind the
 * expression. Stages do not change: each verb gives another one.
 *
 * @param <T> the stage itself
 */
public abstract sealed class Stage<T extends Stage<T>> permits ProbeQuery, GroupedQuery {
  private final Question question;

  Stage(Question question) {
    this.question = question;
  }

  abstract T with(Question other);

  final Question question() {
    return question;
  }

  /**
   * Only events for which this is true; several conditions must all be.
   *
   * <p>Example: {@code where("uid == $1 && args.ret > 0", 0)}
   *
   * @param condition an expression; in the kernel, before anything else is done
   * @param values what {@code $1}, {@code $2} ... stand for: numbers, texts, booleans, durations
   *     (as ns)
   * @return the query with this condition
   */
  public T where(String condition, Object... values) {
    return with(question.where(Fragment.condition(condition, values)));
  }

  private AggregateQuery gather(String function, @Nullable Fragment value, Long... bounds) {
    return new AggregateQuery(question.gather(function, value, bounds));
  }

  /**
   * Counts events.
   *
   * @return a row a key: its columns, then {@code count}
   */
  public AggregateQuery count() {
    return gather("count", null);
  }

  /**
   * Adds up numbers.
   *
   * @param number an expression, with an alias where the column {@code sum} shall have another name
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a key: its columns, then {@code sum}
   */
  public AggregateQuery sum(String number, Object... values) {
    return gather("sum", Fragment.column(number, values));
  }

  /**
   * Averages numbers; integers, as bpftrace's avg().
   *
   * @param number an expression, with an alias where the column {@code avg} shall have another name
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a key: its columns, then {@code avg}
   */
  public AggregateQuery avg(String number, Object... values) {
    return gather("avg", Fragment.column(number, values));
  }

  /**
   * Finds the smallest number.
   *
   * @param number an expression, with an alias where the column {@code min} shall have another name
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a key: its columns, then {@code min}
   */
  public AggregateQuery min(String number, Object... values) {
    return gather("min", Fragment.column(number, values));
  }

  /**
   * Finds the largest number.
   *
   * @param number an expression, with an alias where the column {@code max} shall have another name
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a key: its columns, then {@code max}
   */
  public AggregateQuery max(String number, Object... values) {
    return gather("max", Fragment.column(number, values));
  }

  /**
   * Counts, averages and adds up numbers.
   *
   * @param number an expression
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a key: its columns, then {@code count, average, total}
   */
  public AggregateQuery stats(String number, Object... values) {
    return gather("stats", Fragment.column(number, values));
  }

  /**
   * Counts numbers by powers of two.
   *
   * @param number an expression
   * @param values what {@code $1}, {@code $2} ... stand for
   * @return a row a bin that is not empty: the key's columns, then {@code low, high} (inclusive),
   *     {@code count}; a histogram a key
   */
  public AggregateQuery hist(String number, Object... values) {
    return gather("hist", Fragment.column(number, values));
  }

  /**
   * Counts numbers by bins of equal width; what is below or above has a bin of its own.
   *
   * <p>Example: {@code lhist("args.ret", 0, 2000, 200)}
   *
   * @param number an expression
   * @param min where the first bin begins
   * @param max where the last bin ends
   * @param step the width of a bin
   * @return a row a bin that is not empty: the key's columns, then {@code low, high} (inclusive),
   *     {@code count}; a histogram a key
   */
  public AggregateQuery lhist(String number, long min, long max, long step) {
    return gather("lhist", Fragment.column(number), min, max, step);
  }

  /** The script in the bpftrace language that the query is so far. */
  @Override
  public String toString() {
    return Composer.text(question);
  }
}
