package dev.tracebook.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the USDT probes of an ELF file from its .note.stapsdt section. */
final class UsdtNotes {
  private static final int NT_STAPSDT = 3;

  private UsdtNotes() {}

  static List<UsdtProbe> read(ElfFile elf) throws IOException {
    List<UsdtProbe> out = new ArrayList<>();
    ElfFile.Section base = elf.section(".stapsdt.base");
    for (ElfFile.Note note : elf.notes(".note.stapsdt")) {
      if (note.owner().equals("stapsdt") && note.type() == NT_STAPSDT) {
        out.add(probe(elf, note.description(), base == null ? 0 : base.address()));
      }
    }
    return withSymbols(elf, out);
  }

  private static UsdtProbe probe(ElfFile elf, ByteBuffer note, long base) {
    // The notes keep link-time addresses; prelink moves the sections, and the base tells how far.
    long moved = base == 0 ? 0 : base - note.getLong(8);
    long address = note.getLong(0) + moved;
    long semaphore = note.getLong(16) == 0 ? 0 : note.getLong(16) + moved;
    byte[] rest = new byte[note.limit() - 24];
    note.get(24, rest);
    String[] texts = new String(rest, StandardCharsets.UTF_8).split("\0", -1);
    String arguments = texts.length > 2 ? texts[2] : "";
    return new UsdtProbe(
        texts[0],
        texts[1],
        address,
        elf.fileOffset(address),
        semaphore,
        semaphore == 0 ? 0 : elf.fileOffset(semaphore),
        arguments,
        UsdtArguments.parse(arguments));
  }

  private static List<UsdtProbe> withSymbols(ElfFile elf, List<UsdtProbe> probes)
      throws IOException {
    Map<String, Long> wanted = new HashMap<>();
    for (UsdtProbe probe : probes) {
      probe.arguments().forEach(each -> wanted.put(each.symbol(), 0L));
    }
    wanted.remove("");
    if (!wanted.isEmpty()) {
      elf.symbols(symbol -> wanted.computeIfPresent(symbol.name(), (k, v) -> symbol.address()));
    }
    return probes.stream().map(probe -> resolve(probe, wanted)).toList();
  }

  private static UsdtProbe resolve(UsdtProbe probe, Map<String, Long> addresses) {
    return new UsdtProbe(
        probe.provider(),
        probe.name(),
        probe.address(),
        probe.fileOffset(),
        probe.semaphoreAddress(),
        probe.semaphoreFileOffset(),
        probe.argumentText(),
        probe.arguments().stream()
            .map(each -> each.withSymbolAddress(addresses.getOrDefault(each.symbol(), 0L)))
            .toList());
  }
}
