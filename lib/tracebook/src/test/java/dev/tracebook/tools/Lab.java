package dev.tracebook.tools;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/** Servers of {@code ./tracebook lab} of a test's own: in a temporary folder, on free ports. */
final class Lab implements AutoCloseable {
  private final Path folder;

  private Lab(Path folder) {
    this.folder = folder;
  }

  static Lab start(String... parts) throws IOException, InterruptedException {
    // Not a folder of JUnit's: the servers' users must get into it.
    Lab lab = new Lab(Files.createTempDirectory("tracebook-lab"));
    try {
      lab.call("start", parts);
      return lab;
    } catch (IOException e) {
      lab.close();
      throw e;
    }
  }

  void call(String verb, String... parts) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of("../../tracebook").toRealPath().toString());
    command.add("lab");
    command.add(verb);
    command.addAll(List.of(parts));
    Path said = folder.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("TRACEBOOK_LAB", folder.toString());
    if (builder.start().waitFor() != 0) {
      throw new IOException(command + ": " + Files.readString(said));
    }
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  int pid(String part) throws IOException {
    return Integer.parseInt(Files.readString(file(part + ".process")).strip().split(" ", -1)[0]);
  }

  Connection mariadb() throws IOException, SQLException {
    Properties client = new Properties();
    try (var in = Files.newBufferedReader(file("mariadb.cnf"), StandardCharsets.UTF_8)) {
      client.load(in);
    }
    return DriverManager.getConnection(
        "jdbc:mariadb://127.0.0.1:%s/tracebook?useServerPrepStmts=true&sslMode=disable"
            .formatted(client.get("port")),
        "tracebook",
        client.getProperty("password"));
  }

  /** A connection in PostgreSQL's simple or extended protocol. */
  Connection postgres(String queryMode) throws IOException, SQLException {
    String[] line = Files.readString(file("postgres.pass")).strip().split(":", -1);
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%s/postgres?preferQueryMode=%s".formatted(line[1], queryMode),
        "tracebook",
        line[4]);
  }

  @Override
  public void close() throws IOException {
    try {
      call("stop");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while servers stop in " + folder);
    }
    try (var all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
