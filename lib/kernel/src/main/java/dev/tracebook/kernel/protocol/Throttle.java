package dev.tracebook.kernel.protocol;

/**
 * Limits bytes a second. The notebook server throws away output above a million bytes a second over
 * three seconds; what comes slower arrives in full.
 */
final class Throttle {
  private static final long BURST_SECONDS = 3;

  private final long bytesPerSecond;
  private double credit;
  private long lastNs = System.nanoTime();

  Throttle(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
    credit = (double) bytesPerSecond * BURST_SECONDS;
  }

  /** Waits until so many bytes may be sent. */
  void await(int bytes) throws InterruptedException {
    refill();
    credit -= bytes;
    while (credit < 0) {
      Thread.sleep(Math.max(1, Math.min(100, (long) (-credit * 1000 / bytesPerSecond))));
      refill();
    }
  }

  private void refill() {
    long now = System.nanoTime();
    credit =
        Math.min(
            (double) bytesPerSecond * BURST_SECONDS,
            credit + (now - lastNs) / 1e9 * bytesPerSecond);
    lastNs = now;
  }
}
