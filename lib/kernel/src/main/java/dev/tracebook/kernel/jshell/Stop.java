package dev.tracebook.kernel.jshell;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * Stops a thread that runs a cell's code, at its next backward branch or call.
 *
 * <p>{@code Thread.stop} is gone since JDK 20. Instead every method of a cell begins with {@link
 * #check}, and every backward branch passes it: one read of a static field while nothing is to be
 * stopped. A stop is thrown once, so that {@code finally} blocks can clean up.
 */
public final class Stop {
  private static final Set<Thread> GIVEN_UP = ConcurrentHashMap.newKeySet();

  @SuppressWarnings("StaticAssignmentOfThrowable") // It has no stack trace and no cause.
  private static final CellInterrupted STOPPED = new CellInterrupted("the cell was interrupted");

  private static volatile boolean requested;
  private static volatile boolean workersStop;
  private static volatile @Nullable Thread target;

  private Stop() {}

  /** Called by the code of cells, see {@link Checks}. */
  public static void check() {
    if (requested) {
      take();
    }
  }

  private static void take() {
    Thread current = Thread.currentThread();
    if (current == target) {
      // The cell's finally blocks close files and programs: they must not meet the interrupt again.
      Thread.interrupted();
      // From here on nothing is called: in an endless recursion there may be no stack for a call,
      // and the request would be lost.
      target = null;
      throw STOPPED;
    }
    // Workers take one task of a parallel stream after the other: all of them are to stop.
    if ((workersStop && current instanceof ForkJoinWorkerThread) || GIVEN_UP.contains(current)) {
      throw STOPPED;
    }
  }

  /** Asks a cell's thread to stop, and the workers that compute for it in parallel streams. */
  static void request(Thread cell) {
    target = cell;
    workersStop = true;
    requested = true;
  }

  static boolean isPending(Thread cell) {
    return target == cell;
  }

  /** Stops a thread that its cell no longer waits for, whenever it runs a cell's code again. */
  static void giveUp(Thread cell) {
    GIVEN_UP.add(cell);
  }

  /** Forgets a request that nobody took. */
  static void reset() {
    GIVEN_UP.removeIf(each -> !each.isAlive());
    target = null;
    workersStop = false;
    requested = !GIVEN_UP.isEmpty();
  }
}
