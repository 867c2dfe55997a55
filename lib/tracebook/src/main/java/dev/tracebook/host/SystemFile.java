package dev.tracebook.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Short files of /proc and /sys, read where their absence is an answer, not an error. */
final class SystemFile {
  private SystemFile() {}

  /** The text without the end of line; empty where there is no such file or it may not be read. */
  static String text(String path) {
    try {
      return Files.readString(Path.of(path)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
