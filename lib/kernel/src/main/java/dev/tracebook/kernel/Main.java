package dev.tracebook.kernel;

import dev.tracebook.Tracebook;
import dev.tracebook.capture.Screen;
import dev.tracebook.kernel.jshell.CellInterrupted;
import dev.tracebook.kernel.jshell.Cells;
import dev.tracebook.kernel.protocol.Connection;
import dev.tracebook.kernel.protocol.History;
import dev.tracebook.kernel.protocol.Input;
import dev.tracebook.kernel.protocol.NativeText;
import dev.tracebook.kernel.protocol.ParentDeath;
import dev.tracebook.kernel.protocol.Streams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/** Starts the kernel; Jupyter passes the connection file. */
public final class Main {
  private Main() {}

  /**
   * Runs until Jupyter shuts the kernel down, or ends itself.
   *
   * @param arguments the connection file's path
   * @throws Exception when the connection file cannot be read or its keys are unusable
   */
  public static void main(String[] arguments) throws Exception {
    // JShell takes longest to start: it does so while the sockets are made.
    CompletableFuture<Cells> starting =
        CompletableFuture.supplyAsync(
            () -> new Cells(StartUp.imports(), note -> System.err.println(note)));
    var properties = KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(Tracebook::closeAll, "close programs"));
    ParentDeath.watch(() -> System.exit(1));

    Connection connection = new Connection(properties);
    Streams streams = new Streams(connection);
    Input input =
        new Input(
            connection.stdin(), streams, () -> new CellInterrupted("the cell was interrupted"));
    System.setOut(streams.out);
    System.setErr(streams.err);
    System.setIn(input);
    // Both load much, which the first cell would wait for.
    NativeText.forward(streams);
    Cells.prepare();
    TracebookKernel kernel =
        new TracebookKernel(
            connection, streams, input, starting.get(), new History(History.defaultFile()));
    Notebook.install(kernel);
    Screen.install(kernel::openScreen);
    kernel.listen();
    kernel.onStartup();
    connection.start();
    connection.await();
    kernel.flush();
    connection.close();
    System.exit(0);
  }
}
