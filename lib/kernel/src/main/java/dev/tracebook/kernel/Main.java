package dev.tracebook.kernel;

import dev.tracebook.Tracebook;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;

/** Starts the kernel; Jupyter passes the connection file. */
public final class Main {
  private Main() {}

  /**
   * Runs until Jupyter shuts the kernel down.
   *
   * @param arguments the connection file's path
   * @throws Exception when the connection file cannot be read or its keys are unusable
   */
  public static void main(String[] arguments) throws Exception {
    var properties = KernelConnectionProperties.parse(Files.readString(Path.of(arguments[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(Tracebook::closeAll));
    TracebookKernel kernel = TracebookKernel.create();
    JupyterConnection connection = new JupyterConnection(properties);
    kernel.becomeHandlerForConnection(connection);
    connection.connect();
    kernel.onStartup();
    connection.waitUntilClose();
    System.exit(0);
  }
}
