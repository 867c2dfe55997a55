package dev.tracebook.kernel.protocol;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.channels.IOPubChannel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.zeromq.ZMQ;

/**
 * The socket that all frontends listen to. One thread sends; others put messages in its queue, so
 * that an interrupt of a cell's thread cannot break the socket in the middle of a message.
 */
final class Outlet extends IOPubChannel {
  private static final int NO_LIMIT = 0;
  private static final int LINGER_MS = 1000;

  private final BlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
  private final Thread sender = new Thread(this::send, "iopub");
  private volatile boolean ended;

  Outlet(ZMQ.Context context, HMACGenerator signer) {
    super(context, signer);
  }

  @Override
  public void bind(KernelConnectionProperties properties) {
    // A publisher drops what is over its limit, and output must not be lost: Streams limits it.
    setSndHWM(NO_LIMIT);
    setLinger(LINGER_MS);
    super.bind(properties);
    sender.setDaemon(true);
    sender.start();
  }

  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // The queue is what threads share.
  @Override
  public void sendMessage(Message<?> message) {
    queue.add(() -> super.sendMessage(message));
  }

  private void send() {
    while (!ended || !queue.isEmpty()) {
      try {
        Runnable next = queue.poll(100, TimeUnit.MILLISECONDS);
        if (next != null) {
          next.run();
        }
      } catch (InterruptedException e) {
        ended = true;
      }
    }
  }

  /** Sends what is queued, then closes. */
  @Override
  public void close() {
    ended = true;
    try {
      sender.join(LINGER_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    super.close();
  }
}
