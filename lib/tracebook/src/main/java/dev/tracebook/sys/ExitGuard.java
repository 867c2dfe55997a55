package dev.tracebook.sys;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs native code that may call exit(3), and keeps the process alive when it does.
 *
 * <p>LLVM ends the process on an error of its code generator, such as a stack of more than 512
 * bytes: in a notebook that would be the end of the user's session. exit(3) first runs what
 * __cxa_atexit registered last. That is here a sem_post, which tells that the thread has come to
 * its end, and a sem_wait, in which it stays for good. The thread and what it has allocated are
 * lost; everything else goes on. Both are libc's own functions: no Java code runs in an exit.
 *
 * <p>One call at a time: the lock of {@link NativeOutput} is held by all callers.
 */
final class ExitGuard {
  /** The code generator recurses deeper than Java's threads allow. */
  private static final long STACK_BYTES = 64 << 20;

  private static final long POLL_MS = 2;

  /** More than a sem_t of any architecture. */
  private static final long SEMAPHORE_BYTES = 64;

  private static final int ALARM_S = 10;

  static {
    Native.register(ExitGuard.class, "c");
    Runtime.getRuntime().addShutdownHook(new Thread(ExitGuard::letGo, "let the process end"));
  }

  private static volatile boolean ending;
  private static volatile boolean caught;
  private static volatile boolean warm;
  private static volatile @Nullable Gates current;

  private ExitGuard() {}

  static native int __cxa_atexit(long function, long argument, long library);

  static native int sem_init(long semaphore, int shared, int value);

  static native int sem_post(long semaphore);

  static native int sem_trywait(long semaphore);

  static native int alarm(int seconds);

  static native int chdir(String folder);

  /** Runs {@code call} on a thread of its own; empty where it wanted to end the process. */
  static <T> Optional<T> during(Supplier<T> call) {
    Gates gates = new Gates();
    gates.add();
    current = gates;
    if (ending) {
      // Nobody is going to open them later: threads stop in the middle when Java ends.
      gates.open();
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(call.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "native code",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    boolean ended = false;
    try {
      Optional<T> value = await(result, gates);
      ended = value.isEmpty();
      return value;
    } finally {
      if (ended) {
        caught = true;
        // libbcc changes the folder while it compiles.
        chdir(System.getProperty("user.dir"));
      } else {
        warm = true;
      }
      gates.open();
    }
  }

  /** Waits on even if this thread is interrupted: what runs cannot be stopped in its middle. */
  private static <T> Optional<T> await(CompletableFuture<T> result, Gates gates) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return Optional.of(result.get(POLL_MS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          if (!ending && gates.isReached()) {
            return Optional.empty();
          }
          if (!warm) {
            // What the compiler sets up when it first runs is taken down before what was put here
            // earlier: it would be missing afterwards.
            gates.add();
          }
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RuntimeException told) {
            throw told;
          }
          throw new IllegalStateException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What stands in the way of exit(3) until it is opened; the last that was put there first. */
  private static final class Gates {
    private record Gate(long reached, long pass) {}

    private final Deque<Gate> closed = new ArrayDeque<>();
    private boolean areOpen;

    synchronized void add() {
      if (areOpen) {
        return;
      }
      Gate gate = new Gate(semaphore(), semaphore());
      // What is registered last runs first.
      __cxa_atexit(function("sem_wait"), gate.pass, 0);
      __cxa_atexit(function("sem_post"), gate.reached, 0);
      closed.push(gate);
    }

    /** Whether a thread waits at a gate; that one stays closed for good. */
    synchronized boolean isReached() {
      return closed.removeIf(each -> sem_trywait(each.reached) == 0);
    }

    synchronized void open() {
      areOpen = true;
      closed.forEach(each -> sem_post(each.pass));
      closed.clear();
    }
  }

  private static long semaphore() {
    // Never freed: it is read when the process ends.
    long memory = Native.malloc(SEMAPHORE_BYTES);
    sem_init(memory, 0, 0);
    return memory;
  }

  private static long function(String name) {
    return Pointer.nativeValue(NativeLibrary.getInstance("c").getFunction(name));
  }

  /** Java's own end passes; since glibc 2.41 a thread that stays in exit(3) would block it. */
  private static void letGo() {
    ending = true;
    Gates gates = current;
    if (gates != null) {
      gates.open();
    }
    if (caught) {
      alarm(ALARM_S);
    }
  }
}
