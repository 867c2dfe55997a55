package dev.tracebook.host;

import dev.tracebook.error.AttachException;
import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.sys.Demangler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An executable or shared library: its functions and its USDT probes, for uprobes to attach to.
 *
 * <p>Functions come from .symtab, .dynsym and the separate debug file, if one is installed. The
 * file is read at the first question and not kept open.
 *
 * <p>Example: {@code Binaries.open("c").find("pthread_create").get(0).fileOffset()}
 */
public final class Binary {
  /** Code that a compiler moved out of a function: not an entry, so a pattern does not mean it. */
  private static final Pattern FRAGMENT = Pattern.compile("\\.cold(\\.\\d+)?$");

  private static final Comparator<FunctionSymbol> PREFERRED =
      Comparator.comparing(FunctionSymbol::local)
          .thenComparing(symbol -> symbol.name().startsWith("_") && !isMangled(symbol))
          .thenComparing(symbol -> symbol.name().length())
          .thenComparing(FunctionSymbol::name);

  private final Path path;
  private final Path root;
  private @Nullable List<FunctionSymbol> functions;
  private @Nullable List<UsdtProbe> usdt;
  private boolean stripped;

  Binary(Path path, Path root) {
    this.path = path;
    this.root = root;
  }

  private static boolean isMangled(FunctionSymbol symbol) {
    return !symbol.name().equals(symbol.demangled());
  }

  /**
   * The file, as this process opens it: through {@code /proc/PID/root} for a process in another
   * mount namespace.
   *
   * @return the path
   */
  public Path path() {
    return path;
  }

  /**
   * All functions that are defined in the file.
   *
   * @return the functions by address; aliases of one address each have an entry
   */
  public synchronized List<FunctionSymbol> functions() {
    if (functions == null) {
      functions = readFunctions();
    }
    return functions;
  }

  /**
   * Finds functions by exact name, or by a pattern ({@code *}, {@code ?}, {@code [a-z]}) over the
   * names and the demangled names. An exact name may also be a demangled one, with or without its
   * parameters: {@code dispatch_command}.
   *
   * @param pattern a name or a pattern
   * @return the functions by address, one for each address (aliases would count a call twice);
   *     never empty
   * @throws UnknownNameException if there is none; names the nearest, and for a stripped binary the
   *     package that has the symbols
   * @throws UnsupportedException if all that is found are indirect functions (IFUNC)
   */
  public List<FunctionSymbol> find(String pattern) {
    List<FunctionSymbol> out = Glob.isGlob(pattern) ? matching(pattern) : List.of();
    if (out.isEmpty()) {
      out = named(pattern);
    }
    if (out.isEmpty()) {
      throw notFound(pattern);
    }
    List<FunctionSymbol> direct = out.stream().filter(each -> !each.indirect()).toList();
    if (direct.isEmpty()) {
      throw onlyIndirect(pattern);
    }
    return onePerAddress(direct);
  }

  private UnsupportedException onlyIndirect(String name) {
    List<String> implementations =
        functions().stream()
            .filter(each -> !each.indirect() && each.name().contains(name + "_"))
            .map(FunctionSymbol::name)
            .distinct()
            .toList();
    return new UnsupportedException(
        name + " of " + path + " is an indirect function (IFUNC)",
        "the loader calls it once, to pick an implementation for this processor; a probe on it would"
            + " miss the calls of the program",
        implementations.isEmpty()
            ? "attach to the implementation, " + DebugPackage.remedy(path)
            : "attach to the implementation, one of " + String.join(", ", implementations),
        "https://sourceware.org/glibc/wiki/GNU_IFUNC");
  }

  private List<FunctionSymbol> matching(String glob) {
    Predicate<String> matches = Glob.of(glob);
    return functions().stream()
        .filter(each -> !FRAGMENT.matcher(each.name()).find())
        .filter(each -> matches.test(each.name()) || matches.test(each.demangled()))
        .toList();
  }

  private List<FunctionSymbol> named(String name) {
    List<FunctionSymbol> exact =
        functions().stream().filter(each -> each.name().equals(name)).toList();
    if (!exact.isEmpty()) {
      return exact;
    }
    return functions().stream()
        .filter(each -> !FRAGMENT.matcher(each.name()).find())
        .filter(each -> isMangled(each) && isCalled(each.demangled(), name))
        .toList();
  }

  private static boolean isCalled(String demangled, String name) {
    return demangled.startsWith(name)
        && (demangled.length() == name.length() || demangled.charAt(name.length()) == '(');
  }

  private static List<FunctionSymbol> onePerAddress(Collection<FunctionSymbol> symbols) {
    Map<Long, FunctionSymbol> out = new HashMap<>();
    for (FunctionSymbol each : symbols) {
      out.merge(each.address(), each, (a, b) -> PREFERRED.compare(a, b) <= 0 ? a : b);
    }
    return out.values().stream()
        .sorted(Comparator.comparingLong(FunctionSymbol::fileOffset))
        .toList();
  }

  private UnknownNameException notFound(String pattern) {
    List<String> names =
        functions().stream()
            .flatMap(each -> java.util.stream.Stream.of(each.name(), baseName(each.demangled())))
            .toList();
    String hint = Nearest.hint(pattern, names);
    if (!stripped) {
      return new UnknownNameException(
          path + " has no function " + pattern,
          "none of its " + functions().size() + " functions has that name",
          hint,
          "nm -C " + path);
    }
    return new UnknownNameException(
        path + " has no function " + pattern + " that can be found",
        "it is stripped: only its " + functions().size() + " exported functions have names here",
        DebugPackage.remedy(path) + (hint.isEmpty() ? "" : "; or: " + hint),
        "nm -D -C " + path);
  }

  private static String baseName(String demangled) {
    int parenthesis = demangled.indexOf('(', 1);
    return parenthesis < 0 ? demangled : demangled.substring(0, parenthesis);
  }

  private List<FunctionSymbol> readFunctions() {
    try (ElfFile elf = ElfFile.open(path)) {
      Map<String, FunctionSymbol> out = new HashMap<>();
      collect(elf, elf, out);
      Path debug = DebugFile.find(elf, seenByProcess(), root);
      if (debug != null) {
        try (ElfFile symbols = ElfFile.open(debug)) {
          collect(symbols, elf, out);
        }
      }
      stripped = debug == null && !elf.hasSymbolTable();
      return out.values().stream()
          .sorted(Comparator.comparingLong(FunctionSymbol::address).thenComparing(PREFERRED))
          .toList();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static void collect(ElfFile from, ElfFile loaded, Map<String, FunctionSymbol> out)
      throws IOException {
    from.symbols(
        symbol -> {
          long offset = symbol.isFunction() ? loaded.fileOffset(symbol.address()) : -1;
          if (offset >= 0) {
            out.computeIfAbsent(
                symbol.name() + '@' + symbol.address(),
                key ->
                    new FunctionSymbol(
                        symbol.name(),
                        Demangler.demangle(symbol.name()),
                        symbol.address(),
                        symbol.sizeBytes(),
                        offset,
                        symbol.local(),
                        symbol.isIndirect()));
          }
        });
  }

  private Path seenByProcess() {
    Path absolute = path.toAbsolutePath();
    return root.getNameCount() > 0 && absolute.startsWith(root)
        ? Path.of("/").resolve(root.relativize(absolute))
        : absolute;
  }

  /**
   * The USDT probes that the program's authors placed (statically defined tracing).
   *
   * @return each location of each probe, in the file's order; empty where there are none
   */
  public synchronized List<UsdtProbe> usdtProbes() {
    if (usdt == null) {
      try (ElfFile elf = ElfFile.open(path)) {
        usdt = UsdtNotes.read(elf);
      } catch (IOException e) {
        throw unreadable(e);
      }
    }
    return usdt;
  }

  /**
   * Finds the locations of a USDT probe; provider and name may be patterns.
   *
   * @param provider the provider, such as {@code postgresql}, or an empty string for any
   * @param name the probe, such as {@code query__start}; {@code query-start} means the same
   * @return its locations, never empty
   * @throws UnknownNameException if there is none; names the nearest, or says that the binary was
   *     built without USDT
   */
  public List<UsdtProbe> usdt(String provider, String name) {
    Predicate<String> providers = Glob.of(provider.isEmpty() ? "*" : provider);
    Predicate<String> names = Glob.of(name.replace("-", "__"));
    Predicate<String> asTyped = Glob.of(name);
    List<UsdtProbe> out =
        usdtProbes().stream()
            .filter(each -> providers.test(each.provider()))
            .filter(each -> names.test(each.name()) || asTyped.test(each.name()))
            .toList();
    if (out.isEmpty()) {
      throw noUsdt((provider.isEmpty() ? "" : provider + ":") + name);
    }
    return out;
  }

  private UnknownNameException noUsdt(String typed) {
    if (usdtProbes().isEmpty()) {
      return new UnknownNameException(
          path + " has no USDT probe " + typed,
          "it was built without USDT probes (no .note.stapsdt section)",
          "use a uprobe on one of its functions, or a build with probes (configure --enable-dtrace,"
              + " --with-dtrace)",
          "readelf -n " + path);
    }
    boolean qualified = typed.indexOf(':') >= 0;
    List<String> names =
        usdtProbes().stream()
            .map(each -> qualified ? each.provider() + ":" + each.name() : each.name())
            .toList();
    return new UnknownNameException(
        path + " has no USDT probe " + typed,
        "none of its " + names.stream().distinct().count() + " probes has that name",
        Nearest.hint(typed, names),
        "readelf -n " + path);
  }

  /**
   * Where an address of the binary stands in the file, as a uprobe wants it.
   *
   * @param address a virtual address, as nm and objdump print it
   * @return the offset in the file
   * @throws AttachException if no loaded segment holds the address
   */
  public long fileOffset(long address) {
    try (ElfFile elf = ElfFile.open(path)) {
      long offset = elf.fileOffset(address);
      if (offset < 0) {
        throw new AttachException(
            "%s has no code at address 0x%x".formatted(path, address),
            "no loaded segment holds it",
            "use an address that nm or objdump prints",
            "readelf -lW " + path);
      }
      return offset;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private AttachException unreadable(IOException e) {
    return new AttachException(
        "cannot read the symbols of " + path,
        Reason.of(e),
        "give the path of a 64-bit ELF executable or library that this process may read; a script"
            + " is run by its interpreter: trace that",
        "file " + path,
        e);
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
