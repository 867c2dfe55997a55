package dev.tracebook.query;

import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Tracing;
import dev.tracebook.error.ArgumentException;
import java.time.Duration;

/**
 * A query that is gathered in the kernel and read as a table; no event is copied to user space.
 *
 * <p>A map holds 65,536 keys (times bins, times intervals); updates that find it full are counted
 * as lost.
 */
public final class AggregateQuery implements Tracing {
  private final Question question;

  AggregateQuery(Question question) {
    this.question = question;
  }

  /**
   * Gathers anew in each interval of time.
   *
   * <p>Example: {@code hist("args.ret").every(seconds(1)).run(seconds(30)).heatMap()}
   *
   * @param interval how long, 1 ms at least; events belong to intervals by the kernel's own clock
   * @return the query, whose rows begin with {@code time_ns}: the interval's start since the
   *     query's
   */
  public AggregateQuery every(Duration interval) {
    if (interval.compareTo(Duration.ofMillis(1)) < 0) {
      throw new ArgumentException(
          "every(" + interval + ") is too short",
          "an interval has 1 ms at least",
          "every(seconds(1)), every(millis(100))",
          "AggregateQuery.every");
    }
    return new AggregateQuery(question.every(interval));
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.tracebook.error.ScriptException where an expression is wrong
   */
  @Override
  public RunningCapture start() {
    return QuerySource.start(question);
  }

  /** The script in the bpftrace language that the query is. */
  @Override
  public String toString() {
    return Composer.text(question);
  }
}
