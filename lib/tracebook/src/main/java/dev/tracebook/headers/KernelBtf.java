package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The running kernel's types: its own, read once, and its modules', read when one is asked for. */
public final class KernelBtf {

  private static final String KERNEL = "vmlinux";
  private static final KernelBtf RUNNING = new KernelBtf(Path.of("/sys/kernel/btf"));

  private final Path folder;
  private final Set<String> modules = new HashSet<>();
  private final Set<String> missing = new HashSet<>();
  private @Nullable Btf types;

  KernelBtf(Path folder) {
    this.folder = folder;
  }

  /**
   * The running kernel's.
   *
   * @return the one instance
   */
  public static KernelBtf running() {
    return RUNNING;
  }

  /**
   * Tells whether the kernel offers BTF (CONFIG_DEBUG_INFO_BTF).
   *
   * @return true if {@code /sys/kernel/btf/vmlinux} can be read
   */
  public boolean available() {
    return Files.isReadable(folder.resolve(KERNEL));
  }

  /** The kernel's build and the size of its types: enough to tell two kernels apart. */
  String identity() {
    try {
      return Files.readString(Path.of("/proc/version")) + Files.size(folder.resolve(KERNEL));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * The kernel's types, and those of modules that were asked for before.
   *
   * @return the types
   * @throws HeadersException where the kernel has no BTF
   */
  public synchronized Btf types() {
    if (types == null) {
      types = Btf.parse(read(folder.resolve(KERNEL)));
    }
    return types;
  }

  /** The types, with those modules added that define one of these tags. */
  synchronized Btf withTags(Set<String> tags) {
    List<String> wanted = new ArrayList<>();
    for (String tag : tags) {
      if (types().tagged(tag) == null && missing.add(tag)) {
        wanted.add(tag);
      }
    }
    return wanted.isEmpty() ? types() : addModules(wanted);
  }

  /** The types with those of all modules. */
  synchronized Btf all() {
    return addModules(List.of());
  }

  private Btf addModules(List<String> wanted) {
    Btf all = types();
    for (Path module : modules()) {
      ByteBuffer raw = read(module);
      if (wanted.isEmpty() || mayHave(raw, wanted)) {
        modules.add(String.valueOf(module.getFileName()));
        all = all.withModule(raw);
      }
    }
    types = all;
    return all;
  }

  private List<Path> modules() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !file.endsWith(KERNEL))
          .filter(file -> !modules.contains(String.valueOf(file.getFileName())))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** A cheap look: the name as a whole string anywhere in the module's BTF. */
  private static boolean mayHave(ByteBuffer raw, List<String> names) {
    byte[] bytes = new byte[raw.remaining()];
    raw.duplicate().get(bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return names.stream().anyMatch(name -> text.contains("\0" + name + "\0"));
  }

  private static ByteBuffer read(Path file) {
    try {
      // Not mapped: the kernel allows private mappings only, which Java cannot make read-only.
      return ByteBuffer.wrap(Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static HeadersException unreadable(Path file, IOException e) {
    return new HeadersException(
        "cannot read the kernel's types (BTF) from " + file,
        e.toString(),
        "use a kernel with CONFIG_DEBUG_INFO_BTF, or load with headers=installed",
        "https://docs.kernel.org/bpf/btf.html",
        e);
  }
}
