package dev.tracebook.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Prints speed and memory beside BCC Python, in the same run. Argument: the folder of installed
 * kernel headers for BCC Python, if there are any.
 */
public final class Measure {
  private Measure() {}

  /**
   * Runs all measurements.
   *
   * @param arguments the folder of kernel headers for BCC Python
   * @throws Exception when a measurement cannot be made
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> headers =
        arguments.length == 0 ? Map.of() : Map.of("BCC_KERNEL_SOURCE", arguments[0]);
    Path folder = Files.createTempDirectory("tracebook-measure");
    try {
      System.out.printf(
          "Java %s, %d CPUs, Linux %s%n",
          Runtime.version(),
          Runtime.getRuntime().availableProcessors(),
          System.getProperty("os.version"));
      new Drain(folder, headers).run();
      new Accounting(folder).run();
      new Compile(folder, headers).run();
    } finally {
      try (var files = Files.walk(folder)) {
        List<Path> inner = files.sorted(Comparator.reverseOrder()).toList();
        for (Path each : inner) {
          Files.delete(each);
        }
      }
    }
  }
}
