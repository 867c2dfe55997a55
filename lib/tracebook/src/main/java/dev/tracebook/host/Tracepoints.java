package dev.tracebook.host;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The running kernel's tracepoints, from tracefs. Needs tracefs mounted, and CAP_DAC_READ_SEARCH
 * for users other than root.
 *
 * <p>Example: {@code Tracepoints.list("tcp:*")}, {@code Tracepoints.get("skb",
 * "kfree_skb").symbols("reason")}
 */
public final class Tracepoints {
  private static final Path BTF = Path.of("/sys/kernel/btf/vmlinux");
  private static final String BTF_PREFIX = "btf_trace_";

  private Tracepoints() {}

  /**
   * The folder of tracefs.
   *
   * @return such as {@code /sys/kernel/tracing}
   * @throws dev.tracebook.error.TraceException if it is not mounted or may not be read
   */
  public static Path root() {
    return TraceFs.events().resolveSibling("");
  }

  /**
   * The categories.
   *
   * @return their names, sorted
   */
  public static List<String> categories() {
    return folders(TraceFs.events());
  }

  /**
   * The tracepoints of a category.
   *
   * @param category the category
   * @return their names, sorted
   * @throws UnknownNameException if there is no such category; names the nearest
   */
  public static List<String> names(String category) {
    Path folder = TraceFs.events().resolve(category);
    if (category.isEmpty() || category.indexOf('/') >= 0 || !Files.isDirectory(folder)) {
      throw new UnknownNameException(
          "there is no category of tracepoints " + category,
          "this kernel has no folder " + folder,
          Nearest.hint(category, categories()),
          "ls /sys/kernel/tracing/events");
    }
    return folders(folder);
  }

  /**
   * Finds tracepoints by a pattern.
   *
   * @param pattern {@code category:name}, each part with {@code *}, {@code ?} and {@code [a-z]}; a
   *     pattern without a colon matches the name in any category
   * @return the names {@code category:name}, sorted; empty if none matches
   */
  public static List<String> list(String pattern) {
    int colon = pattern.indexOf(':');
    Predicate<String> categories = Glob.of(colon < 0 ? "*" : pattern.substring(0, colon));
    Predicate<String> names = Glob.of(pattern.substring(colon + 1));
    List<String> out = new ArrayList<>();
    for (String category : categories()) {
      if (categories.test(category)) {
        names(category).stream().filter(names).forEach(name -> out.add(category + ":" + name));
      }
    }
    return out;
  }

  /**
   * Reads a tracepoint's format.
   *
   * @param category the category
   * @param name the name
   * @return the tracepoint
   * @throws UnknownNameException if there is none; names the nearest
   */
  public static Tracepoint get(String category, String name) {
    if (!names(category).contains(name)) {
      throw unknown(category, name);
    }
    Path file = TraceFs.events().resolve(category).resolve(name).resolve("format");
    try {
      return TracepointFormat.parse(category, Files.readString(file));
    } catch (IOException e) {
      throw TraceFs.unreadable(file, e);
    }
  }

  private static UnknownNameException unknown(String category, String name) {
    List<String> elsewhere = list("*:" + (name.isEmpty() ? "-" : name));
    return new UnknownNameException(
        "there is no tracepoint " + category + ":" + name,
        "this kernel's category " + category + " does not have it",
        elsewhere.isEmpty()
            ? Nearest.hint(name, names(category))
            : "did you mean " + String.join(", ", elsewhere) + "?",
        "ls /sys/kernel/tracing/events/" + category);
  }

  /**
   * The tracepoints that a tp_btf program can attach to with typed arguments; nearly all of them
   * are raw tracepoints too. System calls have only the two raw ones, sys_enter and sys_exit.
   *
   * @return their names without category, sorted; empty if the kernel has no BTF
   */
  public static List<String> rawNames() {
    try {
      return btfNames(Files.readAllBytes(BTF));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** The kernel has a typedef btf_trace_NAME for each; their names stand in BTF's string table. */
  static List<String> btfNames(byte[] btf) {
    var out = new TreeSet<String>();
    String text = new String(btf, StandardCharsets.ISO_8859_1);
    int at = text.indexOf('\0' + BTF_PREFIX);
    while (at >= 0) {
      int end = text.indexOf('\0', at + 1);
      out.add(text.substring(at + 1 + BTF_PREFIX.length(), end));
      at = text.indexOf('\0' + BTF_PREFIX, end);
    }
    return List.copyOf(out);
  }

  private static List<String> folders(Path folder) {
    List<String> out = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
      entries.forEach(each -> out.add(String.valueOf(each.getFileName())));
    } catch (IOException e) {
      throw TraceFs.unreadable(folder, e);
    }
    Collections.sort(out);
    return out;
  }
}
