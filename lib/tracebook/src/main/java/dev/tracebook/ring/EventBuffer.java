package dev.tracebook.ring;

import java.time.Duration;

/** What a program writes events into and a capture reads them from. */
public interface EventBuffer extends AutoCloseable {
  /**
   * Hands all finished records to the sink.
   *
   * @param sink what takes the records
   * @return how many there were
   * @throws dev.tracebook.error.ClosedException after {@link #close}: the memory is gone
   */
  int drain(BatchSink sink);

  /**
   * Sleeps in the kernel until there may be something to read.
   *
   * @param atMost how long at the most; a reader that must see an interrupt takes 100 ms or less
   */
  void await(Duration atMost);

  /**
   * Counts what the kernel says it could not write.
   *
   * @return how many events since the buffer was opened; 0 for a ring buffer, where only the
   *     program can count
   */
  long lost();

  @Override
  void close();
}
