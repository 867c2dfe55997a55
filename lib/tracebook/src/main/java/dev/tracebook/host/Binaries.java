package dev.tracebook.host;

import dev.tracebook.error.AttachException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds executables and libraries as BCC and bpftrace do: by path, by name on PATH, by library
 * name, by process.
 */
public final class Binaries {
  private static final Path HOST = Path.of("/");

  private Binaries() {}

  /**
   * Opens a binary by path or name.
   *
   * @param nameOrPath a path; a program on PATH ({@code python3}; scripts and pyenv's shims are
   *     passed over); else a library's name with or without {@code lib} and {@code .so} ({@code c},
   *     {@code libssl}, {@code libc.so.6})
   * @return the binary
   * @throws UnknownNameException if there is none; names the nearest libraries
   */
  public static Binary open(String nameOrPath) {
    return new Binary(resolve(nameOrPath), HOST);
  }

  /**
   * Opens a binary as a process sees it: a path in its mount namespace, or the name of a library
   * that it has mapped.
   *
   * @param nameOrPath as in {@link #open(String)}
   * @param pid the process
   * @return the binary
   * @throws UnknownNameException if there is none
   */
  public static Binary open(String nameOrPath, int pid) {
    Path root = rootOf(pid);
    for (Binary mapped : mappedBy(pid)) {
      String file = String.valueOf(mapped.path().getFileName());
      if (file.equals(nameOrPath) || LibraryCache.isNamed(file, nameOrPath)) {
        return mapped;
      }
    }
    if (nameOrPath.startsWith("/")) {
      Path inside = root.resolve(HOST.relativize(Path.of(nameOrPath)));
      if (Files.isRegularFile(inside)) {
        return new Binary(inside, root);
      }
    }
    if (root.equals(HOST)) {
      return open(nameOrPath);
    }
    throw new UnknownNameException(
        "the process " + pid + " has no binary " + nameOrPath,
        "it has not mapped such a library, and its root folder has no such file",
        Nearest.hint(
            nameOrPath,
            mappedBy(pid).stream().map(each -> String.valueOf(each.path().getFileName())).toList()),
        "cat /proc/" + pid + "/maps");
  }

  /**
   * Opens the executable of a process; it also works when the file was deleted or is in a
   * container.
   *
   * @param pid the process
   * @return its executable
   * @throws AttachException if the process is gone or may not be looked at
   */
  public static Binary ofProcess(int pid) {
    Path link = Path.of("/proc", String.valueOf(pid), "exe");
    try {
      Path target = Files.readSymbolicLink(link);
      Path root = rootOf(pid);
      Path seen = root.resolve(HOST.relativize(target));
      return new Binary(Files.isRegularFile(seen) ? seen : link, root);
    } catch (IOException e) {
      throw Processes.notReadable(pid, "the executable", e);
    }
  }

  /**
   * The files whose code a process has mapped: its executable, then its libraries.
   *
   * @param pid the process
   * @return each file once, in the order of the addresses
   * @throws AttachException if the process is gone or may not be looked at
   */
  public static List<Binary> mappedBy(int pid) {
    Path root = rootOf(pid);
    Map<String, Binary> out = new LinkedHashMap<>();
    for (MemoryMap.Entry each : MemoryMap.read(pid).entries()) {
      if (each.isFile() && each.executable()) {
        Path inside = root.resolve(HOST.relativize(Path.of(each.path())));
        if (Files.isRegularFile(inside)) {
          out.putIfAbsent(each.path(), new Binary(inside, root));
        }
      }
    }
    return new ArrayList<>(out.values());
  }

  /**
   * The folder that is a process's {@code /}, as this process reaches it.
   *
   * @param pid the process
   * @return {@code /} for a process of the same mount namespace and root, else {@code
   *     /proc/PID/root}
   */
  static Path rootOf(int pid) {
    Path process = Path.of("/proc", String.valueOf(pid));
    try {
      Path own = Path.of("/proc/self");
      boolean same =
          Files.readSymbolicLink(process.resolve("ns/mnt"))
                  .equals(Files.readSymbolicLink(own.resolve("ns/mnt")))
              && Files.readSymbolicLink(process.resolve("root"))
                  .equals(Files.readSymbolicLink(own.resolve("root")));
      return same ? HOST : process.resolve("root");
    } catch (IOException e) {
      // Gone, or another user's: what is opened through it then says so.
      return HOST;
    }
  }

  /**
   * Finds the file of a binary by path or name.
   *
   * @param nameOrPath as in {@link #open(String)}
   * @return its path, symbolic links of libraries followed
   * @throws UnknownNameException if there is none; names the nearest libraries
   */
  public static Path resolve(String nameOrPath) {
    if (nameOrPath.indexOf('/') >= 0) {
      Path path = Path.of(nameOrPath);
      if (Files.isRegularFile(path)) {
        return path;
      }
      throw missingPath(path);
    }
    Path onPath = onPath(nameOrPath);
    if (onPath != null) {
      return onPath;
    }
    Path library = LibraryCache.find(nameOrPath);
    if (library != null) {
      return library;
    }
    throw new UnknownNameException(
        "there is no program or library " + nameOrPath,
        "it is not in a folder of PATH, and the loader's cache has no lib" + nameOrPath + ".so",
        Nearest.hint(nameOrPath, LibraryCache.names()) + " or give its path",
        "which " + nameOrPath + "; ldconfig -p");
  }

  private static UnknownNameException missingPath(Path path) {
    List<String> siblings = new ArrayList<>();
    Path folder = path.getParent();
    if (folder != null && Files.isDirectory(folder)) {
      try (var files = Files.list(folder)) {
        files.forEach(each -> siblings.add(String.valueOf(each.getFileName())));
      } catch (IOException e) {
        // Without the folder's names there is no nearest one to offer.
        siblings.clear();
      }
    }
    List<String> near = Nearest.to(String.valueOf(path.getFileName()), siblings, 5);
    return new UnknownNameException(
        path + " is not a file",
        Files.isDirectory(path) ? "it is a folder" : "it does not exist",
        near.isEmpty() ? "check the path" : "did you mean " + String.join(", ", near) + "?",
        "");
  }

  private static @Nullable Path onPath(String name) {
    String folders = System.getenv("PATH");
    // Servers live in sbin, which an ordinary user's PATH lacks.
    String all = (folders == null ? "" : folders + ":") + "/usr/local/sbin:/usr/sbin:/sbin";
    Path script = null;
    for (String folder : all.split(":", -1)) {
      Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        if (ElfFile.isElf(candidate)) {
          return candidate;
        }
        script = script == null ? candidate : script;
      }
    }
    return script;
  }
}
