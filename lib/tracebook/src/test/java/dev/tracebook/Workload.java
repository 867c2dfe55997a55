package dev.tracebook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A C program with a known number of events, compiled for a test. */
public final class Workload {
  private final Path program;

  private Workload(Path program) {
    this.program = program;
  }

  /** Compiles a program's text. */
  public static Workload compile(Path folder, String text)
      throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("workload.c"), text);
    Path program = folder.resolve("workload");
    Process cc =
        new ProcessBuilder("cc", "-O1", "-g", "-o", program.toString(), source.toString())
            .inheritIO()
            .start();
    if (cc.waitFor() != 0) {
      throw new IOException("cc failed for " + source);
    }
    return new Workload(program);
  }

  public Path path() {
    return program;
  }

  /** Runs it to its end and returns its pid. */
  public long run(String... arguments) throws IOException, InterruptedException {
    String[] command = new String[arguments.length + 1];
    command[0] = program.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IOException("the workload failed: " + said);
      }
    }
    return process.pid();
  }
}
