package dev.tracebook.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The separate file that holds a stripped binary's symbols, found as gdb finds it: by build id,
 * then by .gnu_debuglink.
 */
final class DebugFile {
  private static final Path DEBUG = Path.of("usr/lib/debug");
  private static final int NT_GNU_BUILD_ID = 3;

  private DebugFile() {}

  /** The build id in hexadecimal digits; empty where the file has none. */
  static String buildId(ElfFile elf) throws IOException {
    for (ElfFile.Note note : elf.notes(".note.gnu.build-id")) {
      if (note.owner().equals("GNU") && note.type() == NT_GNU_BUILD_ID) {
        byte[] id = new byte[note.description().remaining()];
        note.description().get(id);
        return HexFormat.of().formatHex(id);
      }
    }
    return "";
  }

  /**
   * Finds the debug file of a binary.
   *
   * @param elf the binary
   * @param file its path as the process sees it
   * @param root the root folder of the process
   */
  static @Nullable Path find(ElfFile elf, Path file, Path root) throws IOException {
    String id = buildId(elf);
    if (id.length() > 2) {
      Path byId =
          root.resolve(DEBUG)
              .resolve(".build-id")
              .resolve(id.substring(0, 2))
              .resolve(id.substring(2) + ".debug");
      if (Files.isReadable(byId)) {
        return byId;
      }
    }
    ByteBuffer link = elf.contents(".gnu_debuglink");
    return link == null ? null : linked(link, id, file, root);
  }

  private static @Nullable Path linked(ByteBuffer link, String id, Path file, Path root)
      throws IOException {
    int end = 0;
    while (link.get(end) != 0) {
      end++;
    }
    byte[] name = new byte[end];
    link.get(0, name);
    int crc = link.getInt((end + 4) & ~3);
    String debug = new String(name, StandardCharsets.UTF_8);
    Path folder = file.getParent() == null ? Path.of("/") : file.getParent();
    List<Path> candidates = new ArrayList<>();
    for (Path each :
        List.of(
            folder.resolve(debug),
            folder.resolve(".debug").resolve(debug),
            Path.of("/").resolve(DEBUG).resolve(relative(folder)).resolve(debug))) {
      candidates.add(root.resolve(relative(each)));
    }
    for (Path candidate : candidates) {
      if (Files.isReadable(candidate) && matches(candidate, id, crc)) {
        return candidate;
      }
    }
    return null;
  }

  private static Path relative(Path absolute) {
    return Path.of("/").relativize(absolute);
  }

  /** A debug file of another build would give wrong names: its id, or else its checksum, agrees. */
  private static boolean matches(Path candidate, String id, int crc) throws IOException {
    if (!id.isEmpty()) {
      try (ElfFile debug = ElfFile.open(candidate)) {
        return buildId(debug).equals(id);
      }
    }
    CRC32 sum = new CRC32();
    try (InputStream in = Files.newInputStream(candidate)) {
      byte[] chunk = new byte[1 << 16];
      int count;
      while ((count = in.read(chunk)) > 0) {
        sum.update(chunk, 0, count);
      }
    }
    return (int) sum.getValue() == crc;
  }
}
