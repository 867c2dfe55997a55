package dev.tracebook.headers;

import java.nio.charset.StandardCharsets;

/**
 * Names of types to their ids, held as offsets into BTF's own strings: tens of thousands of names
 * are entered without making an object for any of them.
 */
final class NameTable {

  private static final int FIRST_SLOTS = 1 << 10;

  private final byte[] strings;
  private int[] offsets = new int[FIRST_SLOTS];
  private int[] ids = new int[FIRST_SLOTS];
  private int[] hashes = new int[FIRST_SLOTS];
  private int size;

  /**
   * An empty table.
   *
   * @param strings BTF's string section
   */
  NameTable(byte[] strings) {
    this.strings = strings;
  }

  /** Enters a name unless it is there already: the first type of a name is the one found. */
  void putIfAbsent(int offset, int id) {
    if (strings[offset] == 0) {
      return;
    }
    if (2 * size >= ids.length) {
      grow();
    }
    int hash = hashOfString(offset);
    int slot = hash & (ids.length - 1);
    while (ids[slot] != 0) {
      if (hashes[slot] == hash && same(offsets[slot], offset)) {
        return;
      }
      slot = (slot + 1) & (ids.length - 1);
    }
    set(slot, offset, id, hash);
    size++;
  }

  /** The id of a name, or 0. */
  int find(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
    int hash = 0;
    for (byte each : wanted) {
      hash = 31 * hash + each;
    }
    hash = spread(hash);
    int slot = hash & (ids.length - 1);
    while (ids[slot] != 0) {
      if (hashes[slot] == hash && same(offsets[slot], wanted)) {
        return ids[slot];
      }
      slot = (slot + 1) & (ids.length - 1);
    }
    return 0;
  }

  /** The ids of all names. */
  int[] ids() {
    int[] out = new int[size];
    int next = 0;
    for (int id : ids) {
      if (id != 0) {
        out[next++] = id;
      }
    }
    return out;
  }

  private void grow() {
    int[] oldOffsets = offsets;
    int[] oldIds = ids;
    int[] oldHashes = hashes;
    offsets = new int[4 * oldIds.length];
    ids = new int[4 * oldIds.length];
    hashes = new int[4 * oldIds.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int slot = oldHashes[i] & (ids.length - 1);
        while (ids[slot] != 0) {
          slot = (slot + 1) & (ids.length - 1);
        }
        set(slot, oldOffsets[i], oldIds[i], oldHashes[i]);
      }
    }
  }

  private void set(int slot, int offset, int id, int hash) {
    offsets[slot] = offset;
    ids[slot] = id;
    hashes[slot] = hash;
  }

  private int hashOfString(int offset) {
    int hash = 0;
    for (int at = offset; strings[at] != 0; at++) {
      hash = 31 * hash + strings[at];
    }
    return spread(hash);
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e3779b9;
    return mixed ^ (mixed >>> 15);
  }

  private boolean same(int a, int b) {
    if (a == b) {
      return true;
    }
    int i = 0;
    while (strings[a + i] == strings[b + i]) {
      if (strings[a + i] == 0) {
        return true;
      }
      i++;
    }
    return false;
  }

  private boolean same(int offset, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (strings[offset + i] != wanted[i]) {
        return false;
      }
    }
    return strings[offset + wanted.length] == 0;
  }
}
