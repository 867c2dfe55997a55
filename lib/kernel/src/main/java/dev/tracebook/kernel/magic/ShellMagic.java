package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code %%sh}: a shell script, such as a workload to trace. */
final class ShellMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("sh", "bash");
  }

  @Override
  public Form form() {
    return Form.BOTH;
  }

  @Override
  public String help() {
    return "%sh COMMAND, or %%sh and a script: runs it in a shell and shows its output";
  }

  @Override
  public @Nullable Object run(Call call, Host host) {
    int status = host.call(() -> run(call));
    if (status != 0) {
      throw new ArgumentException(
          "the shell script ended with status " + status, "", "its output is above", "");
    }
    return null;
  }

  private static int run(Call call) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(call.name(), "-c", call.content())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    Process process = builder.start();
    Thread out = copy(process.getInputStream(), System.out);
    Thread err = copy(process.getErrorStream(), System.err);
    try {
      int status = process.waitFor();
      out.join();
      err.join();
      return status;
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
  }

  private static Thread copy(InputStream from, PrintStream to) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                from.transferTo(to);
              } catch (IOException e) {
                to.println(e);
              }
            },
            "shell output");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
