package dev.tracebook.headers;

import dev.tracebook.error.HeadersException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The two sections of raw BTF, checked: type records as words of this machine's byte order, and
 * strings. Format: https://docs.kernel.org/bpf/btf.html.
 */
final class BtfBlob {

  private static final int MAGIC = 0xeb9f;
  private static final int MAGIC_OF_OTHER_ORDER = 0x9feb;
  private static final int HEADER_BYTES = 24;

  final int[] types;
  final byte[] strings;

  private BtfBlob(int[] types, byte[] strings) {
    this.types = types;
    this.strings = strings;
  }

  static BtfBlob read(ByteBuffer raw) {
    ByteBuffer data = raw.slice().order(ByteOrder.nativeOrder());
    if (data.remaining() < HEADER_BYTES) {
      throw bad("it has only " + data.remaining() + " bytes");
    }
    int magic = data.getShort(0) & 0xffff;
    if (magic == MAGIC_OF_OTHER_ORDER) {
      throw bad("it is of a machine with the other byte order");
    }
    if (magic != MAGIC) {
      throw bad("it does not begin with BTF's magic number");
    }
    if (data.get(2) != 1) {
      throw bad("it is of version " + data.get(2) + ", which is not known");
    }
    ByteBuffer types = section(data, "type", 8);
    ByteBuffer strings = section(data, "string", 16);
    if (types.remaining() % 4 != 0) {
      throw bad("its type section is no whole number of words");
    }
    int[] words = new int[types.remaining() / 4];
    types.order(ByteOrder.nativeOrder()).asIntBuffer().get(words);
    byte[] text = new byte[strings.remaining()];
    strings.get(text);
    if (text.length == 0 || text[text.length - 1] != 0) {
      throw bad("its strings do not end");
    }
    return new BtfBlob(words, text);
  }

  private static ByteBuffer section(ByteBuffer data, String name, int field) {
    long from = (data.getInt(4) & 0xffffffffL) + (data.getInt(field) & 0xffffffffL);
    long length = data.getInt(field + 4) & 0xffffffffL;
    if (from + length > data.remaining()) {
      throw bad("its " + name + " section is cut off");
    }
    return data.slice((int) from, (int) length);
  }

  static HeadersException bad(String why) {
    return new HeadersException(
        "cannot read the kernel's types (BTF)",
        why,
        "load with headers=installed, headers=kheaders or the path of a header tree",
        "https://docs.kernel.org/bpf/btf.html");
  }
}
