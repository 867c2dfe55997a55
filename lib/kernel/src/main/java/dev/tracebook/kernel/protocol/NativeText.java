package dev.tracebook.kernel.protocol;

import dev.tracebook.sys.NativeStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what native code and child processes print into the notebook. */
public final class NativeText {
  private static final Logger LOG = LoggerFactory.getLogger(NativeText.class);

  private NativeText() {}

  /** Begins, in the background: the first cell does not wait for it. */
  public static void forward(Streams streams) {
    Thread starter =
        new Thread(
            () -> {
              try {
                copy(NativeStreams.redirect(1), streams.out);
                copy(NativeStreams.redirect(2), streams.err);
              } catch (IOException | LinkageError e) {
                LOG.debug("native output goes to Jupyter's terminal", e);
              }
            },
            "native output");
    starter.setDaemon(true);
    starter.start();
  }

  private static void copy(InputStream from, OutputStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                from.transferTo(to);
              } catch (IOException e) {
                LOG.debug("native output ended", e);
              }
            },
            "native output");
    thread.setDaemon(true);
    thread.start();
  }
}
