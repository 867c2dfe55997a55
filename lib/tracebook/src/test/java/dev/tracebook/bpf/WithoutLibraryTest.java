package dev.tracebook.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.Live;
import dev.tracebook.error.TraceException;
import dev.tracebook.notebook.Display;
import dev.tracebook.table.Histogram;
import dev.tracebook.table.Scale;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine without libbcc, made by hiding it in a mount namespace. */
@Live
class WithoutLibraryTest {
  /** Loads a program and draws a chart; run in a JVM of its own. */
  public static final class Program {
    private Program() {}

    /** Prints what happened. */
    public static void main(String[] arguments) {
      try (BpfModule bpf = BpfModule.of("BPF_HASH(counts, u32, u64);").load()) {
        System.out.println("loaded " + bpf);
      } catch (TraceException e) {
        System.out.println(e.getClass().getSimpleName() + " " + e.getMessage());
      }
      Histogram histogram = Histogram.of("usecs", new Scale.Log2(), 0, 3, 7);
      Object svg = Display.mimeBundle(histogram).get("image/svg+xml");
      System.out.println("chart " + (svg != null));
    }
  }

  private static String run(Path folder, String content) throws Exception {
    Path instead = Files.writeString(folder.resolve("instead.so"), content);
    List<Path> libraries;
    try (var all = Files.find(Path.of("/usr/lib"), 3, (path, attributes) -> isBcc(path))) {
      libraries = all.toList();
    }
    assertThat(libraries).isNotEmpty();
    StringBuilder hide = new StringBuilder();
    libraries.forEach(each -> hide.append("mount --bind " + instead + " " + each + " && "));
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                hide + "exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static boolean isBcc(Path path) {
    return String.valueOf(path.getFileName()).startsWith("libbcc.so") && Files.isRegularFile(path);
  }

  @Test
  void theErrorNamesThePackageAndTheRestGoesOn(@TempDir Path folder) throws Exception {
    assertThat(run(folder, ""))
        .contains("MissingLibraryException")
        .contains("apt-get install libbpfcc")
        .contains("chart true");
  }
}
