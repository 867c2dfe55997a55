package dev.tracebook.kernel.protocol;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.HMACGenerator;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.reply.InputReply;
import org.dflib.jjava.jupyter.messages.request.InputRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** Asks the frontend's user for a line of input. */
public final class StdinPort extends JupyterSocket {
  private static final Logger LOG = LoggerFactory.getLogger(StdinPort.class);
  private static final long POLL_MS = 50;

  private record Question(
      MessageContext parent, String prompt, boolean password, CompletableFuture<String> answer) {}

  private final BlockingQueue<Question> questions = new LinkedBlockingQueue<>();
  private final ZMQ.Poller poller;

  StdinPort(ZMQ.Context context, HMACGenerator signer, KernelConnectionProperties properties) {
    super(context, SocketType.ROUTER, signer, LOG);
    poller = context.poller(1);
  }

  @Override
  public void bind(KernelConnectionProperties properties) {
    setLinger(0);
    bind(formatAddress(properties.getTransport(), properties.getIp(), properties.getStdinPort()));
    poller.register(this, ZMQ.Poller.POLLIN);
    Thread thread = new Thread(this::loop, "stdin");
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    while (true) {
      try {
        answer(questions.take());
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("input failed: {}", e.toString());
      }
    }
  }

  private void answer(Question question) {
    // An answer to a question that was interrupted may still have come.
    while (poller.poll(0) > 0) {
      readMessage();
    }
    InputRequest request = new InputRequest(question.prompt(), question.password());
    sendMessage(new Message<>(question.parent(), InputRequest.MESSAGE_TYPE, request));
    while (!question.answer().isDone()) {
      if (poller.poll(POLL_MS) > 0 && readMessage().getContent() instanceof InputReply reply) {
        question.answer().complete(reply.getValue());
      }
    }
  }

  /**
   * Asks and waits.
   *
   * @throws InterruptedException when the cell is interrupted meanwhile
   */
  String ask(MessageContext parent, String prompt, boolean password) throws InterruptedException {
    Question question = new Question(parent, prompt, password, new CompletableFuture<>());
    questions.add(question);
    try {
      return question.answer().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      question.answer().cancel(true);
    }
  }
}
