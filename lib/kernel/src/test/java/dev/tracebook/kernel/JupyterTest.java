package dev.tracebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The real kernel behind the real Jupyter client: each file of Python tests starts it through its
 * kernelspec, with the java that runs this test.
 */
class JupyterTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Path PACKAGES = Path.of("/usr/lib/python3/dist-packages");
  private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "execute",
        "errors",
        "interrupt",
        "streams",
        "tools",
        "lifetime",
        "programs",
        "bpftrace"
      })
  void answersAsJupyterExpects(String name) throws Exception {
    String module = "test_" + name;
    assumeTrue(
        Files.exists(PACKAGES.resolve("jupyter_client")),
        "Debian's python3-jupyter-client is not installed");
    installKernelspec();
    ProcessBuilder builder =
        new ProcessBuilder(PYTHON.toString(), "-m", "unittest", "-v", module)
            .directory(HOME.resolve("lib/kernel/src/test/python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile());
    Map<String, String> environment = builder.environment();
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("JUPYTER_DATA_DIR", folder.resolve("jupyter").toString());
    environment.put("JUPYTER_RUNTIME_DIR", folder.resolve("runtime").toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("TRACEBOOK_CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(15, TimeUnit.MINUTES);
      String output = Files.readString(folder.resolve("output.txt"));
      assertThat(ended).as(output).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      assertThat(output).contains("Ran ").doesNotContain("Ran 0 tests");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void installKernelspec() throws IOException {
    Path spec = Files.createDirectories(folder.resolve("jupyter/kernels/tracebook"));
    String launcher = HOME.resolve("script/kernel").toString();
    String text = Files.readString(HOME.resolve("kernel-config/kernel.json"));
    Files.writeString(spec.resolve("kernel.json"), text.replace("@LAUNCHER@", launcher));
  }
}
