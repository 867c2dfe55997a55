package dev.tracebook.kernel.protocol;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.dflib.jjava.jupyter.channels.IOPubChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.ZMQ;

/** The five sockets of a kernel. Each is used by one thread only, as ZeroMQ wants it. */
public final class Connection {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final KernelConnectionProperties properties;
  private final Map<MessageType<?>, ShellHandler<?>> handlers = new HashMap<>();
  private final Outlet outlet;
  private final Port shell;
  private final Port control;
  private final StdinPort stdin;
  private final Heartbeat heartbeat;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Prepares the sockets that Jupyter names in its connection file. */
  public Connection(KernelConnectionProperties properties) throws GeneralSecurityException {
    this.properties = properties;
    ZMQ.Context context = ZMQ.context(1);
    HMACGenerator signer = properties.createHMACGenerator();
    outlet = new Outlet(context, signer);
    shell = new Port(context, signer, "shell", properties.getShellPort(), this::handle);
    control = new Port(context, signer, "control", properties.getControlPort(), this::handle);
    stdin = new StdinPort(context, signer, properties);
    heartbeat = new Heartbeat(context);
  }

  /** Sets who answers a type of request. */
  public <T> void on(MessageType<T> type, ShellHandler<T> handler) {
    handlers.put(type, handler);
  }

  /** Binds the sockets and begins to answer. */
  public void start() {
    String host = properties.getTransport() + "://" + properties.getIp() + ":";
    outlet.bind(properties);
    heartbeat.bind(host + properties.getHbPort());
    stdin.bind(properties);
    control.bind(properties);
    shell.bind(properties);
    outlet.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
  }

  @SuppressWarnings("unchecked")
  private <T> void handle(Port port, Message<T> message) {
    ShellHandler<T> handler = (ShellHandler<T>) handlers.get(message.getHeader().getType());
    if (handler == null) {
      LOG.debug("no answer to {}", message.getHeader().getType());
      return;
    }
    Reply reply = new Reply(port, outlet, message);
    try {
      handler.handle(reply, message);
    } finally {
      reply.resolveDeferrals();
    }
    reply.runAfter();
    if (reply.isMarkedForShutdown()) {
      ended.countDown();
    }
  }

  /** Where everything is published. */
  public IOPubChannel outlet() {
    return outlet;
  }

  /** Publishes content, with the request that it belongs to. */
  public <T extends org.dflib.jjava.jupyter.messages.ContentType<T>> void publish(
      @Nullable MessageContext parent, T content) {
    outlet.sendMessage(new Message<>(parent, content.getType(), content));
  }

  /** Where cells ask their user for input. */
  public StdinPort stdin() {
    return stdin;
  }

  /** Waits for a shutdown request. */
  public void await() throws InterruptedException {
    ended.await();
  }

  /** Sends what is left to send. The process is about to end, which closes the sockets. */
  public void close() {
    shell.close();
    control.close();
    control.waitUntilClose();
    outlet.close();
  }
}
