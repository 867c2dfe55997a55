package dev.tracebook.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names by address: sorted arrays and a binary search. */
final class SymbolTable {
  /** A name with the range it covers; a size of 0 reaches to the next name. */
  record Entry(long address, long sizeBytes, String name, String module) {}

  /** Without a size: no function is longer, so an address further away is in none. */
  private static final long MAX_UNSIZED_BYTES = 1 << 20;

  /** Some names lie inside of others (local labels): this far back the outer one is looked for. */
  private static final int LOOK_BACK = 16;

  private final long[] addresses;
  private final List<Entry> entries;

  /** Among names of one address the first in the list wins. */
  SymbolTable(List<Entry> unsorted) {
    List<Entry> sorted = new ArrayList<>(unsorted);
    sorted.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    List<Entry> unique = new ArrayList<>(sorted.size());
    for (Entry each : sorted) {
      if (unique.isEmpty() || unique.get(unique.size() - 1).address() != each.address()) {
        unique.add(each);
      }
    }
    entries = unique;
    addresses = unique.stream().mapToLong(Entry::address).toArray();
  }

  /** The names of an ELF file and of its debug file: global before local, plain before _ones. */
  static SymbolTable of(List<ElfFile.Symbol> functions) {
    return new SymbolTable(
        functions.stream()
            .sorted(
                Comparator.comparing(ElfFile.Symbol::local)
                    .thenComparing(each -> each.name().startsWith("_"))
                    .thenComparing(each -> each.name().length())
                    .thenComparing(ElfFile.Symbol::name))
            .map(each -> new Entry(each.address(), each.sizeBytes(), each.name(), ""))
            .toList());
  }

  int size() {
    return entries.size();
  }

  @Nullable Entry covering(long address) {
    int low = 0;
    int high = addresses.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(addresses[middle], address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    for (int i = low - 1; i >= 0 && i >= low - LOOK_BACK; i--) {
      Entry entry = entries.get(i);
      long distance = address - entry.address();
      if (entry.sizeBytes() == 0
          ? i == low - 1 && distance < MAX_UNSIZED_BYTES
          : distance < entry.sizeBytes()) {
        return entry;
      }
    }
    return null;
  }

  List<Entry> entries() {
    return entries;
  }
}
