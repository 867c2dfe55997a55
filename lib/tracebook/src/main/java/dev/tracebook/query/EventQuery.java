package dev.tracebook.query;

import dev.tracebook.capture.RunningCapture;
import dev.tracebook.capture.Tracing;

/**
 * A query whose rows are single events.
 *
 * <p>Each event costs its probe, the copying of its columns and a place in a ring buffer of 8 MiB;
 * events that find it full are counted as lost. At most 10,000,000 rows are kept, and the footer
 * says what is beyond.
 */
public final class EventQuery implements Tracing {
  private final Question question;

  EventQuery(Question question) {
    this.question = question;
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
