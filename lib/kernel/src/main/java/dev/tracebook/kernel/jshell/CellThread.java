package dev.tracebook.kernel.jshell;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The thread that runs the code of cells. An interrupt goes in three steps, each only if the one
 * before did not help:
 *
 * <ol>
 *   <li>{@link Thread#interrupt}: ends sleeps, waits and captures; a capture keeps its data and the
 *       cell goes on.
 *   <li>After a moment, or with a second interrupt: {@link Stop}, which ends loops.
 *   <li>After two seconds in code that heeds neither, such as a blocking read: the cell ends
 *       without its thread, which stops at its next line.
 * </ol>
 */
final class CellThread {
  private static final long GRACE_MS = 200;
  private static final long GIVE_UP_MS = 2000;

  private final ClassLoader loader;
  private final Object lock = new Object();
  private @Nullable Worker worker;
  private @Nullable Task running;
  private boolean interrupted;

  CellThread(ClassLoader loader) {
    this.loader = loader;
  }

  private static final class Task extends FutureTask<@Nullable Object> {
    final Thread thread;
    volatile int interrupts;

    Task(Callable<@Nullable Object> body, Thread thread) {
      super(body);
      this.thread = thread;
    }

    void giveUp() {
      setException(
          new CellInterrupted(
              "the cell was interrupted, but the call that it is in does not heed interrupts; it is"
                  + " left behind in thread "
                  + thread.getName()));
    }
  }

  private static final class Worker extends Thread {
    final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();

    Worker() {
      super("cell");
      setDaemon(true);
    }

    @Override
    public void run() {
      while (true) {
        try {
          tasks.take().run();
        } catch (InterruptedException e) {
          // An interrupt that came as its cell ended has nothing left to interrupt.
        }
      }
    }
  }

  /** Begins a cell: interrupts from before are forgotten. */
  void begin() {
    synchronized (lock) {
      interrupted = false;
      Stop.reset();
    }
  }

  /** Whether an interrupt came while nothing of the cell was running. */
  boolean isInterrupted() {
    synchronized (lock) {
      return interrupted;
    }
  }

  /** Runs a piece of a cell to its end, or until it is interrupted. */
  @Nullable Object call(Callable<@Nullable Object> body) throws ExecutionException {
    if (Thread.currentThread() instanceof Worker) {
      throw new IllegalStateException("a cell cannot run a cell: its thread would wait for itself");
    }
    Task task;
    synchronized (lock) {
      if (interrupted) {
        throw new ExecutionException(new CellInterrupted("the cell was interrupted"));
      }
      Worker current = worker;
      if (current == null) {
        current = new Worker();
        current.setContextClassLoader(loader);
        current.start();
        worker = current;
      }
      task = new Task(body, current);
      running = task;
      current.tasks.add(task);
    }
    try {
      return await(task);
    } finally {
      synchronized (lock) {
        running = null;
      }
    }
  }

  private static @Nullable Object await(Task task) throws ExecutionException {
    while (true) {
      try {
        return task.get();
      } catch (InterruptedException e) {
        // Interrupts are for the cell's thread; the one that waits for it goes on waiting.
      }
    }
  }

  /** Interrupts what runs now; returns at once. */
  void interrupt() {
    Task task;
    synchronized (lock) {
      task = running;
      if (task == null) {
        interrupted = true;
        return;
      }
      task.interrupts++;
      task.thread.interrupt();
      if (task.interrupts > 1) {
        Stop.request(task.thread);
      }
    }
    Thread escalation = new Thread(() -> escalate(task), "interrupt");
    escalation.setDaemon(true);
    escalation.start();
  }

  private void escalate(Task task) {
    if (ends(task, GRACE_MS)) {
      return;
    }
    // A flag that is still up was seen by nobody: neither a sleep, nor a capture, nor the code.
    if (!task.thread.isInterrupted()) {
      return;
    }
    Stop.request(task.thread);
    if (ends(task, GIVE_UP_MS) || !Stop.isPending(task.thread)) {
      return;
    }
    synchronized (lock) {
      if (task.isDone()) {
        return;
      }
      Stop.giveUp(task.thread);
      worker = null;
    }
    task.giveUp();
  }

  private static boolean ends(Task task, long withinMs) {
    try {
      task.get(withinMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
