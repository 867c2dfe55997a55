package dev.tracebook.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Python process that does something at each line it is sent, and answers with a line. */
final class Peer implements AutoCloseable {
  private final Process process;
  private final BufferedWriter in;
  private final BufferedReader out;

  private Peer(Process process) {
    this.process = process;
    in = process.outputWriter();
    out = process.inputReader();
  }

  /** Starts a script that lies beside this class. */
  static Peer start(Path folder, Map<String, String> environment, String script, String... args) {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3", script));
    command.addAll(List.of(args));
    try {
      Files.writeString(folder.resolve(script), resource(script));
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().putAll(environment);
      return new Peer(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String resource(String name) {
    try (InputStream file = Peer.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("missing resource " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  void send(Object line) {
    try {
      in.write(line + "\n");
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the next line, or an empty one when the process has ended. */
  String answer() {
    try {
      String line = out.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String ask(Object line) {
    send(line);
    return answer();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
