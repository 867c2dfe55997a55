package dev.tracebook.kernel.jshell;

import java.lang.reflect.Field;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds JShell's index of all class names back until the first cell is answered. JShell builds it
 * in the background as soon as it looks at a cell, and takes a processor from that cell for a
 * second; only completion needs it.
 */
final class CompletionIndex {
  private static final Logger LOG = LoggerFactory.getLogger(CompletionIndex.class);
  private static final long LATEST_SECONDS = 20;

  private final CountDownLatch answered = new CountDownLatch(1);

  /** Needs --add-opens jdk.jshell/jdk.jshell; without that the index is built at once. */
  CompletionIndex() {
    try {
      Field field = Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("INDEXER");
      field.setAccessible(true);
      // One thread works off the tasks in their order: the index waits behind this one.
      ((ExecutorService) field.get(null))
          .execute(
              () -> {
                try {
                  LOG.trace("held: {}", !answered.await(LATEST_SECONDS, TimeUnit.SECONDS));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("the index is built at once", e);
    }
  }

  void build() {
    answered.countDown();
  }
}
