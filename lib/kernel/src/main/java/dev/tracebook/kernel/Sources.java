package dev.tracebook.kernel;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where Tracebook's own sources are, for javadoc. */
final class Sources {
  private static final String PROPERTY = "tracebook.sources";

  private Sources() {}

  /** Returns the folder or jar that script/kernel names; nothing if it is not there. */
  static List<Path> roots() {
    String path = System.getProperty(PROPERTY);
    return path == null || !Files.exists(Path.of(path)) ? List.of() : List.of(Path.of(path));
  }
}
