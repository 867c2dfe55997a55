package dev.tracebook.kernel.magic;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code %classpath PATH...}: jars, folders of classes, globs such as {@code libs/*.jar}. */
final class ClasspathMagic implements Magic {
  @Override
  public List<String> names() {
    return List.of("classpath", "jars");
  }

  @Override
  public Form form() {
    return Form.LINE;
  }

  @Override
  public String help() {
    return "%classpath PATH...: adds jars, folders of classes, or globs such as libs/*.jar";
  }

  @Override
  public @Nullable Object run(Call call, Host host) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String word : call.words()) {
      for (String each : word.split(Pattern.quote(File.pathSeparator), -1)) {
        found.addAll(expand(each));
      }
    }
    if (found.isEmpty()) {
      throw new ArgumentException(shown() + " needs a path", "", help(), "");
    }
    host.addToClasspath(found);
    return null;
  }

  static List<Path> expand(String text) throws IOException {
    String home = System.getProperty("user.home");
    Path path = Path.of(text.startsWith("~/") ? home + text.substring(1) : text).toAbsolutePath();
    Path name = path.getFileName();
    Path folder = path.getParent();
    boolean glob = name != null && name.toString().matches(".*[*?\\[{].*");
    if (glob && folder != null && Files.isDirectory(folder)) {
      List<Path> matching = new ArrayList<>();
      // As for java -cp: a star alone means the jars of a folder.
      String pattern = name.toString().equals("*") ? "*.jar" : name.toString();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
        entries.forEach(matching::add);
      }
      matching.sort(null);
      if (!matching.isEmpty()) {
        return matching;
      }
    }
    if (!Files.exists(path)) {
      throw new UnknownNameException(
          text + " does not exist", "looked for " + path, neighbours(path), "");
    }
    return List.of(path);
  }

  private static String neighbours(Path path) throws IOException {
    Path folder = path.getParent();
    Path name = path.getFileName();
    if (folder == null || name == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<String> names = entries.map(each -> each.getFileName().toString()).toList();
      return Nearest.hint(name.toString(), names);
    }
  }
}
