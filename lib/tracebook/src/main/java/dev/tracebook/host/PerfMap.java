package dev.tracebook.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions that a just-in-time compiler wrote to /tmp/perf-PID.map (node --perf-basic-prof,
 * jcmd PID Compiler.perfmap, python -X perf).
 *
 * <p>Format: tools/perf/Documentation/jit-interface.txt.
 */
final class PerfMap {
  private final Path file;
  private @Nullable Object state;
  private SymbolTable functions = new SymbolTable(List.of());

  /** A process names the file by the pid that it knows itself by, in its own /tmp. */
  PerfMap(int pid, Path root) {
    file = root.resolve("tmp").resolve("perf-" + Processes.innermostPid(pid) + ".map");
  }

  /** Reads the file again if it has changed; tells whether it did. */
  boolean refresh() {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Object seen = List.of(now.size(), now.lastModifiedTime());
      if (seen.equals(state)) {
        return false;
      }
      functions = new SymbolTable(parse(Files.readAllLines(file, StandardCharsets.ISO_8859_1)));
      state = seen;
      return true;
    } catch (IOException e) {
      // No such file: nothing here is compiled just in time, or it does not say.
      return false;
    }
  }

  static List<SymbolTable.Entry> parse(List<String> lines) {
    List<SymbolTable.Entry> out = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split(" ", 3);
      if (parts.length == 3
          && parts[0].matches("(0x)?[0-9a-f]+")
          && parts[1].matches("[0-9a-f]+")) {
        long start = Long.parseUnsignedLong(parts[0].replaceFirst("^0x", ""), 16);
        out.add(new SymbolTable.Entry(start, Long.parseUnsignedLong(parts[1], 16), parts[2], ""));
      }
    }
    // Compilers reuse memory: of two entries for one address the later one holds.
    Collections.reverse(out);
    return out;
  }

  Symbol at(long address) {
    SymbolTable.Entry entry = functions.covering(address);
    return entry == null
        ? Symbol.unknown(address)
        : new Symbol(
            address, entry.name(), address - entry.address(), String.valueOf(file.getFileName()));
  }
}
