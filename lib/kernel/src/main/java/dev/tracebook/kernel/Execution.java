package dev.tracebook.kernel;

import com.google.gson.annotations.SerializedName;
import dev.tracebook.kernel.protocol.History;
import dev.tracebook.kernel.protocol.Input;
import dev.tracebook.kernel.protocol.Parent;
import dev.tracebook.kernel.protocol.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;

/** Answers execute requests. */
final class Execution {
  private static final long BEHIND_MS = 50;

  private final CellRunner runner;
  private final TracebookKernel kernel;
  private final Input input;
  private final History history;
  private int nextNumber = 1;

  Execution(CellRunner runner, TracebookKernel kernel, Input input, History history) {
    this.runner = runner;
    this.kernel = kernel;
    this.input = input;
    this.history = history;
  }

  void handle(Reply env, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    Parent.begin(message);
    runner.begin(() -> Parent.adopt(message));
    input.begin(request.isStdinEnabled());
    env.setBusyDeferIdle();
    // As in IPython: a cell that leaves no trace in the history takes no number either.
    boolean counts = !request.isSilent() && request.shouldStoreHistory();
    int number = counts ? nextNumber++ : nextNumber;
    if (!request.isSilent()) {
      env.publish(new PublishExecuteInput(request.getCode(), number));
    }
    String shown = "";
    try {
      shown = run(env, request, number);
    } catch (CellException e) {
      fail(env, request, number, e);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // A renderer or a toString() that throws, or a fault of the kernel itself.
      fail(env, request, number, new CellException(e.getClass().getName(), e.toString()));
    } finally {
      if (counts && !request.getCode().isBlank()) {
        history.add(number, request.getCode(), shown);
      }
    }
  }

  private String run(Reply env, ExecuteRequest request, int number) {
    kernel.beginCell();
    Object value = runner.run(number, request.getCode());
    DisplayData result = value == null ? null : kernel.rendered(value);
    Map<String, Object> expressions = expressions(request);
    kernel.flush();
    if (result != null && !request.isSilent() && !kernel.hasShown(value)) {
      env.publish(new PublishExecuteResult(number, result));
    }
    env.reply(MessageType.EXECUTE_REPLY, new Done("ok", number, expressions));
    return result == null ? "" : String.valueOf(result.getData(MIMEType.TEXT_PLAIN));
  }

  private void fail(Reply env, ExecuteRequest request, int number, CellException error) {
    kernel.flush();
    String message = String.valueOf(error.getMessage());
    if (!request.isSilent()) {
      env.publish(new PublishError(error.kind(), message, error.text()));
    }
    // "Run all" sends every cell at once: those that are behind this one by now do not run.
    Deque<Message<?>> behind =
        request.shouldStopOnError()
            ? env.takeQueued(each -> each.getContent() instanceof ExecuteRequest, BEHIND_MS)
            : new ArrayDeque<>();
    env.then(() -> behind.forEach(each -> abort(env.to(each))));
    ErrorReply reply = new ErrorReply(error.kind(), message, error.text());
    reply.setExecutionCount(number);
    env.replyError(ExecuteReply.MESSAGE_TYPE.error(), reply);
  }

  private static void abort(Reply aborted) {
    aborted.setStatusBusy();
    aborted.replyAborted();
    aborted.setStatusIdle();
  }

  private Map<String, Object> expressions(ExecuteRequest request) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, String> wanted = request.getUserExpr();
    if (wanted != null) {
      wanted.forEach((name, code) -> values.put(name, expression(code)));
    }
    return values;
  }

  private Object expression(String code) {
    try {
      Object value = runner.java(code);
      return new Expression(kernel.rendered(value == null ? "null" : value));
    } catch (CellException e) {
      return new ErrorReply(e.kind(), String.valueOf(e.getMessage()), e.text());
    }
  }

  private static final class Expression extends DisplayData {
    @SuppressWarnings("unused") // Gson writes it.
    final String status = "ok";

    Expression(DisplayData data) {
      super(data);
    }
  }

  private record Done(
      String status,
      @SerializedName("execution_count") int executionCount,
      @SerializedName("user_expressions") Map<String, Object> expressions) {}
}
