package dev.tracebook.capture;

import java.time.Duration;

/** A question that can be asked of the kernel: for a while, in the background, or live. */
public interface Tracing {
  /**
   * Attaches and begins to take events in the background.
   *
   * @return the running capture; stop or close it
   */
  RunningCapture start();

  /**
   * Takes events for a while; an interrupt of the thread ends that early and keeps what came, as ^C
   * does for BCC's tools.
   *
   * @param duration how long
   * @return what came
   */
  default Capture run(Duration duration) {
    return start().await(duration);
  }

  /**
   * Takes events for a while and redraws the result in place about twice a second.
   *
   * @param duration how long
   * @return what came
   */
  default Capture live(Duration duration) {
    return start().awaitLive(duration);
  }
}
