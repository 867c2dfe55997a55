package dev.tracebook.headers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text files that travel with this package. */
final class Resources {

  private Resources() {}

  /** The text of a resource; empty where there is none. */
  static String text(String name) {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String name) {
    return List.of(text(name).split("\n", -1));
  }
}
