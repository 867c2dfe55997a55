package dev.tracebook.capture;

import java.time.Duration;
import java.util.function.Supplier;

/** The kind of screen that is installed. */
final class Screens {
  /** A plain Java program: nothing is shown while a capture runs. */
  private static final class Nowhere implements Screen {
    @Override
    public void progress(Duration elapsed, Duration total, long events) {}

    @Override
    public void show(Object result) {}

    @Override
    public void close() {}
  }

  private static volatile Supplier<Screen> kind = Nowhere::new;

  private Screens() {}

  static Screen open() {
    return kind.get();
  }

  static void install(Supplier<Screen> installed) {
    kind = installed;
  }
}
