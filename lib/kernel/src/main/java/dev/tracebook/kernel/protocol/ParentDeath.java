package dev.tracebook.kernel.protocol;

import java.util.Optional;

/** Ends this process when Jupyter's ends, so that no program stays attached. */
public final class ParentDeath {
  private static final long CHECK_MS = 500;

  private ParentDeath() {}

  /**
   * Watches the process that Jupyter names in JPY_PARENT_PID; without that, the parent process.
   *
   * @param then runs once it is gone
   */
  public static void watch(Runnable then) {
    Optional<ProcessHandle> parent = parent();
    if (parent.isEmpty()) {
      return;
    }
    Thread watcher =
        new Thread(
            () -> {
              try {
                // A handle knows when its process started: a reused pid is not taken for it.
                while (parent.get().isAlive()) {
                  Thread.sleep(CHECK_MS);
                }
                then.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "parent");
    watcher.setDaemon(true);
    watcher.start();
  }

  private static Optional<ProcessHandle> parent() {
    String pid = System.getenv("JPY_PARENT_PID");
    return pid == null ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
  }
}
