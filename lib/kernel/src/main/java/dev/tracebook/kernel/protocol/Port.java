package dev.tracebook.kernel.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;

/**
 * The shell or the control socket with its thread. In contrast to the class that it extends it
 * waits in a poll for the next message, which the other looks for every 50 ms.
 */
final class Port extends ShellChannel {
  private static final Logger LOG = LoggerFactory.getLogger(Port.class);
  private static final int LINGER_MS = 1000;
  private static final long POLL_MS = 200;

  /** Handles a message on this port. */
  interface Handler {
    void handle(Port port, Message<?> message);
  }

  private final Deque<Message<?>> waiting = new ArrayDeque<>();
  private final Handler handler;
  private final String name;
  private final int number;
  private final ZMQ.Poller poller;
  private volatile boolean ended;
  private @Nullable Thread thread;

  @SuppressWarnings("NullAway")
  Port(ZMQ.Context context, HMACGenerator signer, String name, int number, Handler handler) {
    super(context, signer, false, null);
    this.handler = handler;
    this.name = name;
    this.number = number;
    poller = context.poller(1);
  }

  @Override
  public void bind(KernelConnectionProperties properties) {
    setLinger(LINGER_MS);
    bind(formatAddress(properties.getTransport(), properties.getIp(), number));
    poller.register(this, ZMQ.Poller.POLLIN);
    Thread started = new Thread(this::loop, name);
    thread = started;
    started.start();
  }

  private void loop() {
    while (!ended) {
      try {
        Message<?> next = waiting.isEmpty() ? receive(POLL_MS) : waiting.remove();
        if (next != null) {
          handler.handle(this, next);
        }
      } catch (RuntimeException e) {
        // A message that cannot be read or handled must not end the kernel.
        LOG.warn("a message on {} was not handled: {}", name, e.toString());
        LOG.debug("", e);
      }
    }
    super.close();
  }

  private @Nullable Message<?> receive(long timeoutMs) {
    return poller.poll(timeoutMs) > 0 ? readMessage() : null;
  }

  /** Takes out the queued messages that match; others are handled later, in their order. */
  Deque<Message<?>> takeQueued(Predicate<Message<?>> matching, long timeoutMs) {
    Message<?> next;
    while ((next = receive(timeoutMs)) != null) {
      waiting.add(next);
    }
    Deque<Message<?>> taken = new ArrayDeque<>();
    waiting.removeIf(each -> matching.test(each) && taken.add(each));
    return taken;
  }

  /** Ends the thread after the message that it handles; it closes the socket. */
  @Override
  public void close() {
    ended = true;
  }

  @Override
  public void waitUntilClose() {
    Thread started = thread;
    if (started == null || started == Thread.currentThread()) {
      return;
    }
    try {
      started.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
