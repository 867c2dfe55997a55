package dev.tracebook.tools;

import dev.tracebook.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled C program that waits at {@code wait_for_go()} until it is told to begin, so that a
 * tool can be attached to its pid before.
 */
final class Child implements AutoCloseable {
  static final String PRELUDE =
      """
      #define _GNU_SOURCE
      #include <arpa/inet.h>
      #include <errno.h>
      #include <fcntl.h>
      #include <net/if.h>
      #include <netdb.h>
      #include <pthread.h>
      #include <sched.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/ioctl.h>
      #include <sys/prctl.h>
      #include <sys/socket.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <sys/wait.h>
      #include <sys/resource.h>
      #include <time.h>
      #include <unistd.h>
      static void wait_for_go(void) { char c; if (read(0, &c, 1) != 1) _exit(1); }
      """;

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Compiles {@code int main(int n, char **args)}'s text and starts it. */
  static Child start(Path folder, String main, String... arguments) throws Exception {
    Workload program =
        Workload.compile(
            folder, PRELUDE + "int main(int n, char **args) {\n" + main + "\nreturn 0; }\n");
    List<String> command = new ArrayList<>(List.of(program.path().toString()));
    command.addAll(List.of(arguments));
    return new Child(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  int pid() {
    return (int) process.pid();
  }

  /** Lets it pass one {@code wait_for_go()}. */
  void go() throws IOException {
    process.getOutputStream().write('g');
    process.getOutputStream().flush();
  }

  /** Lets it begin, and waits for its end. */
  int finish() throws IOException, InterruptedException {
    go();
    return end();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int end() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
