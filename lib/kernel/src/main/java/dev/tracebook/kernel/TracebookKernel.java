package dev.tracebook.kernel;

import dev.tracebook.Tracebook;
import dev.tracebook.kernel.jshell.Cells;
import dev.tracebook.kernel.jshell.Completeness;
import dev.tracebook.kernel.jshell.Completion;
import dev.tracebook.kernel.jshell.Documents;
import dev.tracebook.kernel.magic.Call;
import dev.tracebook.kernel.magic.Magics;
import dev.tracebook.kernel.protocol.Connection;
import dev.tracebook.kernel.protocol.History;
import dev.tracebook.kernel.protocol.Input;
import dev.tracebook.kernel.protocol.Parent;
import dev.tracebook.kernel.protocol.Reply;
import dev.tracebook.kernel.protocol.Streams;
import dev.tracebook.lang.complete.Suggestions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;
import org.dflib.jjava.jupyter.kernel.LanguageInfo;
import org.dflib.jjava.jupyter.kernel.ReplacementOptions;
import org.dflib.jjava.jupyter.kernel.comm.CommManager;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.magic.MagicParser;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.MagicsRegistry;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishClearOutput;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.HistoryRequest;
import org.jspecify.annotations.Nullable;

/** Answers Jupyter's messages with JShell. */
final class TracebookKernel extends BaseKernel {
  private final Connection connection;
  private final Streams streams;
  private final Input input;
  private final Cells cells;
  private final CellRunner runner;
  private final Execution execution;
  private final Magics magics = Magics.standard();
  private final Documents documents;
  private final Rendering rendering;
  private final History history;
  private volatile @Nullable Object shownLive;

  TracebookKernel(
      Connection connection, Streams streams, Input input, Cells cells, History history) {
    super(
        "Tracebook",
        "0.1.0",
        new LanguageInfo(
            "java",
            Runtime.version().toString(),
            "text/x-java",
            ".jshell",
            "java",
            "text/x-java",
            "script"),
        List.of(),
        null,
        new JupyterIO(StandardCharsets.UTF_8),
        new CommManager(),
        new Renderer(),
        new MagicParser("%", "%%", new MagicTranspiler()),
        new MagicsRegistry(),
        true,
        new StringStyler("", "", "", line -> ""));
    this.connection = connection;
    this.streams = streams;
    this.input = input;
    this.cells = cells;
    this.history = history;
    runner = new CellRunner(cells, this, magics);
    execution = new Execution(runner, this, input, history);
    documents = new Documents(cells, Sources.roots());
    rendering = new Rendering(renderer);
  }

  /** Opens a screen in the cell that this thread works for. */
  CellScreen openScreen() {
    return new CellScreen(connection, rendering::of, result -> shownLive = result);
  }

  /** Begins a cell, which has shown nothing yet. */
  void beginCell() {
    shownLive = null;
  }

  /** Whether the cell has shown this value already: a live capture stays where it was drawn. */
  boolean hasShown(Object value) {
    return value == shownLive;
  }

  /** Takes over the messages of the connection. */
  void listen() {
    connection.on(MessageType.EXECUTE_REQUEST, this::handleExecuteRequest);
    connection.on(MessageType.INSPECT_REQUEST, this::handleInspectRequest);
    connection.on(MessageType.COMPLETE_REQUEST, this::handleCompleteRequest);
    connection.on(MessageType.HISTORY_REQUEST, this::handleHistoryRequest);
    connection.on(MessageType.IS_COMPLETE_REQUEST, this::handleIsCodeCompeteRequest);
    connection.on(MessageType.KERNEL_INFO_REQUEST, this::handleKernelInfoRequest);
    connection.on(MessageType.SHUTDOWN_REQUEST, this::handleShutdownRequest);
    connection.on(MessageType.INTERRUPT_REQUEST, this::handleInterruptRequest);
    commManager.setIOPubChannel(connection.outlet());
    connection.on(MessageType.COMM_OPEN_COMMAND, commManager::handleCommOpenCommand);
    connection.on(MessageType.COMM_MSG_COMMAND, commManager::handleCommMsgCommand);
    connection.on(MessageType.COMM_CLOSE_COMMAND, commManager::handleCommCloseCommand);
    connection.on(MessageType.COMM_INFO_REQUEST, commManager::handleCommInfoRequest);
  }

  // One thread carries out all execute requests: there is nothing to lock out.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  protected void handleExecuteRequest(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    commManager.setMessageContext(message);
    execution.handle((Reply) env, message);
    cells.buildIndex();
  }

  /** The library's own reply names its fields; Jupyter wants tuples. */
  @Override
  protected void handleHistoryRequest(ShellReplyEnvironment env, Message<HistoryRequest> message) {
    env.setBusyDeferIdle();
    ((Reply) env).reply(MessageType.HISTORY_REPLY, history.answer(message.getContent()));
  }

  /** Sends what was printed until now. */
  void flush() {
    System.out.flush();
    System.err.flush();
    streams.flush();
  }

  DisplayData rendered(Object value) {
    // A value's own code, such as toString(), can hang: it is as interruptible as the cell.
    return cells.call(() -> rendering.of(value));
  }

  /** Shows a value in the cell that this thread works for. */
  void show(Object value) {
    publish(rendering.of(value));
  }

  private void publish(DisplayData data) {
    flush();
    connection.publish(Parent.current(), new PublishDisplayData(data));
  }

  void show(String mimeType, String content) {
    publish(Rendering.bundle(Map.of(mimeType, content)));
  }

  void clearOutput() {
    flush();
    connection.publish(Parent.current(), PublishClearOutput.BEFORE_NEXT_OUTPUT);
  }

  Input input() {
    return input;
  }

  @Override
  public void display(DisplayData data) {
    publish(data);
  }

  @Override
  public @Nullable Object evalRaw(String cell) {
    return runner.java(cell);
  }

  @Override
  public @Nullable DisplayData inspect(String code, int at, boolean extra) {
    int cursor = code.offsetByCodePoints(0, Math.min(at, code.codePointCount(0, code.length())));
    List<Documentation> found = documents.at(code, cursor);
    if (found.isEmpty()) {
      return null;
    }
    DisplayData data = new DisplayData(Documents.text(found));
    data.putData("text/html", Documents.html(found));
    return data;
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    int cursor = code.offsetByCodePoints(0, Math.min(at, code.codePointCount(0, code.length())));
    Suggestions script = ScriptNames.at(code, cursor);
    if (script != null) {
      return new ReplacementOptions(script.matches(), code.codePointCount(0, script.start()), at);
    }
    MagicNames names = MagicNames.at(code, cursor, magics);
    if (names.inMagic()) {
      return new ReplacementOptions(names.matches(), code.codePointCount(0, names.start()), at);
    }
    cells.buildIndex();
    Completion found = Completion.at(code, cursor, cells);
    return new ReplacementOptions(found.matches(), code.codePointCount(0, found.start()), at);
  }

  @Override
  public String isComplete(String code) {
    return switch (Completeness.of(code, cells)) {
      case COMPLETE -> IS_COMPLETE_YES;
      case INCOMPLETE -> Completeness.indent(code);
      case INVALID -> IS_COMPLETE_BAD;
    };
  }

  @Override
  public void interrupt() {
    cells.interrupt();
  }

  @Override
  protected ClassLoader getClassLoader() {
    return cells.loader();
  }

  /** Looks for extensions in what was added to the class path. */
  void installExtensions() {
    installDefaultExtensions();
  }

  boolean hasExtensionMagic(Call call) {
    return (call.body() == null
            ? magicsRegistry.getLineMagicNames()
            : magicsRegistry.getCellMagicNames())
        .contains(call.name());
  }

  @Nullable Object runExtensionMagic(Call call) throws Exception {
    return call.body() == null
        ? magicsRegistry.evalLineMagic(this, call.name(), call.words())
        : magicsRegistry.evalCellMagic(this, call.name(), call.words(), call.body());
  }

  @Override
  public void onShutdown(boolean restarting) {
    cells.interrupt();
    Tracebook.closeAll();
    super.onShutdown(restarting);
  }
}
