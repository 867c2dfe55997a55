package dev.tracebook.headers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Files in a cache folder that many processes share: never seen half written, never endless. */
public final class AtomicFiles {

  private AtomicFiles() {}

  /** Writes a file unless it holds this text already; returns true if it was written. */
  static boolean write(Path file, String text) throws IOException {
    return write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a file unless it holds these bytes already. A reader sees the old file or the new one.
   *
   * @param file the file; its folder is made where it is missing
   * @param wanted what it is to hold
   * @return true if it was written
   * @throws IOException where the folder cannot be written
   */
  public static boolean write(Path file, byte[] wanted) throws IOException {
    try {
      // A torn or foreign file is replaced: size and name alone do not tell.
      if (Files.size(file) == wanted.length && Arrays.equals(Files.readAllBytes(file), wanted)) {
        return false;
      }
    } catch (NoSuchFileException e) {
      Files.createDirectories(file.toAbsolutePath().getParent());
    }
    Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), ".new", ".tmp");
    try {
      Files.write(temporary, wanted);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return true;
  }

  /**
   * Marks a file as used now.
   *
   * @param file the file, or a folder
   */
  public static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // Another user's file, or evicted meanwhile: at worst it is written again.
    }
  }

  private record Aged(Path path, FileTime used) {}

  /**
   * Deletes what was not used for longest, until {@code keep} entries are left; entries used within
   * {@code spare} stay, because another process may be compiling with them.
   *
   * @param folder whose entries are looked at
   * @param keep how many may stay
   * @param spare how long ago an entry must have been used at least to be deleted
   */
  public static void evict(Path folder, int keep, Duration spare) {
    List<Aged> all = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        all.add(new Aged(entry, Files.getLastModifiedTime(entry)));
      }
    } catch (IOException e) {
      return; // Another process is evicting: it does this work.
    }
    FileTime limit = FileTime.from(Instant.now().minus(spare));
    all.sort(Comparator.comparing(Aged::used));
    for (int i = 0; i < all.size() - keep && all.get(i).used().compareTo(limit) < 0; i++) {
      deleteAll(all.get(i).path());
    }
  }

  /** Deletes a file or a folder with all that is in it, as far as it can be deleted. */
  static void deleteAll(Path path) {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // Gone already, or in use by another process: the next eviction tries again.
    }
  }
}
