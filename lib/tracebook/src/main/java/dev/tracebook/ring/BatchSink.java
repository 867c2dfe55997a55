package dev.tracebook.ring;

import java.nio.ByteBuffer;

/** Takes batches of records out of a ring. */
@FunctionalInterface
public interface BatchSink {
  /**
   * Copies what it needs of the records; the memory is the kernel's again when this returns, and
   * touching it after the ring was closed ends the JVM.
   *
   * @param data the ring's memory, in the machine's byte order; no record wraps around
   * @param offsets where each record starts
   * @param sizes the size of each record in bytes
   * @param count how many records there are
   */
  void accept(ByteBuffer data, int[] offsets, int[] sizes, int count);
}
