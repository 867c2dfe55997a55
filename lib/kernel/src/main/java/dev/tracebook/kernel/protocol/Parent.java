package dev.tracebook.kernel.protocol;

import org.dflib.jjava.jupyter.messages.MessageContext;
import org.jspecify.annotations.Nullable;

/**
 * The request that output belongs to: that of the cell whose code prints it. A thread that a cell
 * starts prints under that cell, also when it goes on after the cell has ended; threads of nobody
 * print under the cell that runs, or ran last.
 */
public final class Parent {
  private static final InheritableThreadLocal<@Nullable MessageContext> OF_THREAD =
      new InheritableThreadLocal<>();
  private static volatile @Nullable MessageContext latest;

  private Parent() {}

  /** Begins a request on this thread and for all that have none. */
  public static void begin(MessageContext request) {
    latest = request;
    OF_THREAD.set(request);
  }

  /** Lets this thread print for a request, without a change for others. */
  public static void adopt(@Nullable MessageContext request) {
    OF_THREAD.set(request);
  }

  /** The request that this thread works for. */
  public static @Nullable MessageContext current() {
    MessageContext own = OF_THREAD.get();
    return own == null ? latest : own;
  }
}
