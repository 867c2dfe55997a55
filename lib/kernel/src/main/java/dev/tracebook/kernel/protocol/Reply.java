package dev.tracebook.kernel.protocol;

import java.util.Deque;
import java.util.function.Predicate;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;

/** Answers one request; what is published meanwhile names it as its parent. */
public final class Reply extends ShellReplyEnvironment {
  private final Port port;
  private final Outlet outlet;
  private Runnable after = () -> {};

  @SuppressWarnings("NullAway")
  Reply(Port port, Outlet outlet, Message<?> request) {
    super(port, null, outlet, request);
    this.port = port;
    this.outlet = outlet;
  }

  /** Takes the requests that wait behind this one. */
  public Deque<Message<?>> takeQueued(Predicate<Message<?>> matching, long timeoutMs) {
    return port.takeQueued(matching, timeoutMs);
  }

  /** Sets what happens once this request is answered and its idle status is out. */
  public void then(Runnable next) {
    after = next;
  }

  void runAfter() {
    after.run();
  }

  /** Answers with content that the protocol's own classes do not have. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public void reply(MessageType<?> type, Object content) {
    reply(new Message(getContext(), type, content));
  }

  /** Says that the request was not carried out, because one before it failed. */
  public void replyAborted() {
    reply(MessageType.EXECUTE_REPLY, new AbortedReply());
  }

  /** Answers another request that waited on the same port. */
  public Reply to(Message<?> other) {
    return new Reply(port, outlet, other);
  }
}
