package dev.tracebook.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's functions by address, from /proc/kallsyms. Needs CAP_SYSLOG, or
 * kernel.kptr_restrict=0 together with a perf_event_paranoid that lets this user profile the
 * kernel.
 */
public final class KernelSymbols {
  private static final Path KALLSYMS = Path.of("/proc/kallsyms");
  private static final String DATA = "bBdDrR";

  private final SymbolTable functions;
  private final String problem;

  private KernelSymbols(SymbolTable functions, String problem) {
    this.functions = functions;
    this.problem = problem;
  }

  /**
   * Reads the running kernel's symbols.
   *
   * @return the symbols; without any, {@link #problem} says why
   */
  public static KernelSymbols read() {
    try (var lines = Files.lines(KALLSYMS)) {
      return parse(lines.toList());
    } catch (IOException e) {
      return new KernelSymbols(
          new SymbolTable(List.of()), KALLSYMS + " cannot be read: " + Reason.of(e));
    }
  }

  /** Parses lines such as {@code ffffffff81000000 t name [module]}. */
  static KernelSymbols parse(List<String> lines) {
    List<SymbolTable.Entry> out = new ArrayList<>();
    boolean hidden = !lines.isEmpty();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      long address = Long.parseUnsignedLong(line, 0, blank, 16);
      hidden &= address == 0;
      if (address != 0 && DATA.indexOf(line.charAt(blank + 1)) < 0) {
        int end = line.indexOf('\t', blank + 3);
        String name = line.substring(blank + 3, end < 0 ? line.length() : end);
        String module =
            end < 0 ? "kernel" : line.substring(line.indexOf('[', end) + 1, line.length() - 1);
        out.add(new SymbolTable.Entry(address, 0, name, module));
      }
    }
    String problem =
        hidden
            ? "/proc/kallsyms shows zeros for all addresses: the kernel hides them (kptr_restrict"
                + " and perf_event_paranoid); run with CAP_SYSLOG, or sysctl kernel.kptr_restrict=0"
            : "";
    return new KernelSymbols(new SymbolTable(out), problem);
  }

  /**
   * The function at an address.
   *
   * @param address the address
   * @return the function, or the bare address
   */
  public Symbol at(long address) {
    SymbolTable.Entry entry = functions.covering(address);
    return entry == null
        ? Symbol.unknown(address)
        : new Symbol(address, entry.name(), address - entry.address(), entry.module());
  }

  /**
   * The address of a function.
   *
   * @param name its name
   * @return the first one of that name, or nothing
   */
  public Optional<Long> address(String name) {
    return functions.entries().stream()
        .filter(each -> each.name().equals(name))
        .map(SymbolTable.Entry::address)
        .findFirst();
  }

  /**
   * How many functions have a name.
   *
   * @return the number; 0 where the kernel hides them
   */
  public int size() {
    return functions.size();
  }

  /**
   * Why there are no symbols, and what to do.
   *
   * @return a sentence; empty if there are symbols
   */
  public String problem() {
    return problem;
  }
}
