package dev.tracebook.bpf;

import dev.tracebook.table.StructLayout;

/**
 * What BCC says of a map.
 *
 * @param name its name in the program
 * @param type its kind
 * @param keySizeBytes the size of a key, 0 where there is none
 * @param valueSizeBytes the size of one value
 * @param maxEntries how many entries it can have; for a ring, its size in bytes
 * @param keyDescription BCC's description of the key
 * @param valueDescription BCC's description of the value
 */
record MapInfo(
    String name,
    MapType type,
    int keySizeBytes,
    int valueSizeBytes,
    int maxEntries,
    String keyDescription,
    String valueDescription) {
  StructLayout keyLayout() {
    return StructLayout.ofDescription(keyDescription, keySizeBytes).named("key");
  }

  StructLayout valueLayout() {
    return StructLayout.ofDescription(valueDescription, valueSizeBytes).named("value");
  }

  /** The distance between the values of two CPUs, or the size of the one value. */
  int valueStrideBytes() {
    return type.isPerCpu() ? (valueSizeBytes + 7) & ~7 : valueSizeBytes;
  }

  /** How many values a key has. */
  int valuesPerKey() {
    return type.isPerCpu() ? Cpus.possible() : 1;
  }
}
