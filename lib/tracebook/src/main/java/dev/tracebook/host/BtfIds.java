package dev.tracebook.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The numbers of a few types in the kernel's BTF, which probing needs to load a program for them.
 * Layout: Documentation/bpf/btf.rst.
 */
final class BtfIds {
  static final Path VMLINUX = Path.of("/sys/kernel/btf/vmlinux");
  static final int TYPEDEF = 8;
  static final int FUNC = 12;

  private final ByteBuffer data;
  private final int strings;

  private BtfIds(byte[] raw) {
    data = ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder());
    strings = data.getInt(4) + data.getInt(16);
  }

  static BtfIds running() throws IOException {
    return new BtfIds(Files.readAllBytes(VMLINUX));
  }

  /** The number of the type of that kind and name; 0 where there is none. */
  int of(int kind, String name) {
    byte[] wanted = (name + '\0').getBytes(StandardCharsets.UTF_8);
    int at = data.getInt(4) + data.getInt(8);
    int end = at + data.getInt(12);
    for (int id = 1; at < end; id++) {
      int info = data.getInt(at + 4);
      if ((info >> 24 & 0x1f) == kind && isNamed(data.getInt(at), wanted)) {
        return id;
      }
      at += 12 + tail(info >> 24 & 0x1f, info & 0xffff);
    }
    return 0;
  }

  private boolean isNamed(int offset, byte[] wanted) {
    int from = strings + offset;
    return Arrays.equals(data.array(), from, from + wanted.length, wanted, 0, wanted.length);
  }

  /** The bytes that follow a type of this kind: members, values, parameters. */
  private static int tail(int kind, int count) {
    return switch (kind) {
      case 1, 14, 17 -> 4;
      case 3 -> 12;
      case 4, 5, 15, 19 -> 12 * count;
      case 6, 13 -> 8 * count;
      default -> 0;
    };
  }
}
