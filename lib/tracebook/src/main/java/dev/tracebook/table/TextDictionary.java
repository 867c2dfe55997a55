package dev.tracebook.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Codes for texts: the bytes of a record are looked up without making an object for them. */
final class TextDictionary {
  private static final long PRIME = 0x9E3779B97F4A7C15L;

  private final List<byte[]> texts = new ArrayList<>();
  private int[] slots = new int[1024];

  /** Returns the code, from 1, of the text at {@code at}: up to its NUL or {@code limit} bytes. */
  int code(ByteBuffer data, int at, int limit) {
    int length = 0;
    long hash = 0;
    while (length < limit) {
      byte each = data.get(at + length);
      if (each == 0) {
        break;
      }
      hash = (hash ^ each) * PRIME;
      length++;
    }
    int mask = slots.length - 1;
    int slot = (int) (hash >>> 32) & mask;
    while (slots[slot] != 0) {
      if (same(texts.get(slots[slot] - 1), data, at, length)) {
        return slots[slot];
      }
      slot = (slot + 1) & mask;
    }
    byte[] text = new byte[length];
    data.get(at, text);
    texts.add(text);
    slots[slot] = texts.size();
    int code = texts.size();
    if (code * 2 > slots.length) {
      grow();
    }
    return code;
  }

  private static boolean same(byte[] text, ByteBuffer data, int at, int length) {
    if (text.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text[i] != data.get(at + i)) {
        return false;
      }
    }
    return true;
  }

  private void grow() {
    slots = new int[slots.length * 2];
    for (int code = 1; code <= texts.size(); code++) {
      long hash = 0;
      for (byte each : texts.get(code - 1)) {
        hash = (hash ^ each) * PRIME;
      }
      int slot = (int) (hash >>> 32) & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = code;
    }
  }

  /** Returns all texts; the one of code n is at n - 1. */
  List<String> texts() {
    return texts.stream().map(each -> new String(each, StandardCharsets.UTF_8)).toList();
  }

  @Override
  public String toString() {
    return Arrays.toString(texts().toArray());
  }
}
