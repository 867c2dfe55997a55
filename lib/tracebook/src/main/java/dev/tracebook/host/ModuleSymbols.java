package dev.tracebook.host;

import dev.tracebook.sys.Demangler;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The functions of one mapped file, for many processes. */
final class ModuleSymbols {
  private final String name;
  private final SymbolTable functions;
  private final List<ElfFile.Segment> segments;

  private ModuleSymbols(String name, List<ElfFile.Symbol> functions, List<ElfFile.Segment> loaded) {
    this.name = name;
    this.functions = SymbolTable.of(functions);
    this.segments = loaded;
  }

  /** Reads a file's symbols; those of its debug file too. */
  static ModuleSymbols read(String name, Path file, Path seenByProcess, Path root)
      throws IOException {
    try (ElfFile elf = ElfFile.open(file)) {
      List<ElfFile.Symbol> out = new ArrayList<>();
      collect(elf, out);
      Path debug = DebugFile.find(elf, seenByProcess, root);
      if (debug != null) {
        try (ElfFile symbols = ElfFile.open(debug)) {
          collect(symbols, out);
        }
      }
      return new ModuleSymbols(name, out, List.copyOf(elf.segments()));
    }
  }

  /** Reads the vDSO from this process's own memory: every 64-bit process has the same one. */
  static ModuleSymbols vdso() throws IOException {
    for (MemoryMap.Entry each : MemoryMap.read((int) ProcessHandle.current().pid()).entries()) {
      if (each.path().equals("[vdso]")) {
        byte[] image = new byte[(int) (each.end() - each.start())];
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "r")) {
          memory.seek(each.start());
          memory.readFully(image);
        }
        try (ElfFile elf = ElfFile.of(image)) {
          List<ElfFile.Symbol> out = new ArrayList<>();
          collect(elf, out);
          return new ModuleSymbols("[vdso]", out, List.copyOf(elf.segments()));
        }
      }
    }
    throw new IOException("this process has no vDSO");
  }

  /** A file that cannot be read: its addresses are shown by their offset in it. */
  static ModuleSymbols unreadable(String name) {
    return new ModuleSymbols(name, List.of(), List.of());
  }

  private static void collect(ElfFile from, List<ElfFile.Symbol> out) throws IOException {
    from.symbols(
        symbol -> {
          if (symbol.isFunction()) {
            out.add(symbol);
          }
        });
  }

  /** The function at an offset in the file. */
  Symbol at(long address, long fileOffset) {
    long virtual = ElfFile.address(segments, fileOffset);
    if (virtual < 0) {
      return new Symbol(address, "", fileOffset, name);
    }
    SymbolTable.Entry entry = functions.covering(virtual);
    return entry == null
        ? new Symbol(address, "", virtual, name)
        : new Symbol(address, Demangler.demangle(entry.name()), virtual - entry.address(), name);
  }
}
