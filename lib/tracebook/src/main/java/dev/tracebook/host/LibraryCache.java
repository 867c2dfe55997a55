package dev.tracebook.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The shared libraries that the dynamic loader finds by name: those of /etc/ld.so.cache, and of the
 * usual folders where there is no such cache (musl).
 *
 * <p>Layout: glibc's sysdeps/generic/dl-cache.h, the format of ldconfig since 2.2.
 */
final class LibraryCache {
  private static final Path CACHE = Path.of("/etc/ld.so.cache");
  private static final String MAGIC = "glibc-ld.so.cache1.1";
  private static final int HEADER_BYTES = 48;
  private static final int ENTRY_BYTES = 24;
  private static final List<Path> FOLDERS =
      List.of(Path.of("/lib"), Path.of("/usr/lib"), Path.of("/usr/local/lib"), Path.of("/lib64"));

  private LibraryCache() {}

  /** Finds a library of this processor by any of its names; the newest version first. */
  static @Nullable Path find(String name) {
    List<Path> candidates =
        libraries().entrySet().stream()
            .filter(each -> isNamed(each.getKey(), name))
            .sorted(
                Map.Entry.<String, List<Path>>comparingByKey(
                    Comparator.comparing((String key) -> !key.equals(name))
                        .thenComparing(Comparator.reverseOrder())))
            .flatMap(each -> each.getValue().stream())
            .toList();
    for (Path candidate : candidates) {
      // The cache also names linker scripts' and other processors' libraries.
      if (ElfFile.isElf(candidate)) {
        return realPath(candidate);
      }
    }
    return null;
  }

  private static Path realPath(Path library) {
    try {
      return library.toRealPath();
    } catch (IOException e) {
      return library;
    }
  }

  /** Tells whether a file is the library that is meant: {@code libc.so.6} is c, libc, libc.so. */
  static boolean isNamed(String file, String name) {
    if (file.equals(name)) {
      return true;
    }
    String stem = name.replaceFirst("\\.so(\\..*)?$", "");
    boolean versioned = !stem.equals(name) && !name.endsWith(".so");
    if (versioned) {
      return false;
    }
    for (String each : List.of(stem, "lib" + stem)) {
      // Before 2.34 glibc's files were named libc-2.31.so.
      if (file.startsWith(each)
          && file.substring(each.length()).matches("(-[0-9.]+)?\\.so(\\..*)?")) {
        return true;
      }
    }
    return false;
  }

  /** The names of all libraries, for suggestions. */
  static List<String> names() {
    return libraries().keySet().stream()
        .map(each -> each.replaceFirst("^lib(.*?)\\.so.*$", "$1"))
        .distinct()
        .sorted()
        .toList();
  }

  static Map<String, List<Path>> libraries() {
    try {
      return parse(Files.readAllBytes(CACHE));
    } catch (IOException e) {
      return scan();
    }
  }

  static Map<String, List<Path>> parse(byte[] cache) throws IOException {
    // An old-format table may come first; the new one starts at its magic, and offsets count there.
    int start = new String(cache, StandardCharsets.ISO_8859_1).indexOf(MAGIC);
    if (start < 0) {
      throw new IOException("not the cache of a glibc since 2.2");
    }
    ByteBuffer data =
        ByteBuffer.wrap(cache, start, cache.length - start).slice().order(ByteOrder.nativeOrder());
    int count = data.getInt(MAGIC.length());
    Map<String, List<Path>> out = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int entry = HEADER_BYTES + i * ENTRY_BYTES;
      String name = text(data, data.getInt(entry + 4));
      Path path = Path.of(text(data, data.getInt(entry + 8)));
      out.computeIfAbsent(name, key -> new ArrayList<>()).add(path);
    }
    return out;
  }

  private static String text(ByteBuffer data, int offset) {
    int end = offset;
    while (data.get(end) != 0) {
      end++;
    }
    byte[] out = new byte[end - offset];
    data.get(offset, out);
    return new String(out, StandardCharsets.UTF_8);
  }

  private static Map<String, List<Path>> scan() {
    Map<String, List<Path>> out = new LinkedHashMap<>();
    for (Path folder : FOLDERS) {
      try (var files = Files.list(folder)) {
        files
            .filter(each -> String.valueOf(each.getFileName()).matches("lib.*\\.so(\\..*)?"))
            .forEach(
                each ->
                    out.computeIfAbsent(
                            String.valueOf(each.getFileName()), key -> new ArrayList<>())
                        .add(each));
      } catch (IOException e) {
        // A folder that is not there has no libraries.
      }
    }
    return out;
  }
}
