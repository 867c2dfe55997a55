package dev.tracebook.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The places in instructions where a map stands: {@code BPF_LD | BPF_IMM | BPF_DW} with the source
 * register BPF_PSEUDO_MAP_FD, after include/uapi/linux/bpf.h. Its number is a descriptor when the
 * program is loaded, and the map's place in the list of maps when it is kept.
 */
final class MapReferences {
  private static final int INSTRUCTION_BYTES = 8;
  private static final int IMMEDIATE_AT = 4;
  private static final byte LOAD_IMMEDIATE = 0x18;
  private static final int PSEUDO_MAP_FD = 1;

  private MapReferences() {}

  /** Puts each map's descriptor where its place stands. */
  static byte[] put(byte[] code, int[] fds) {
    ByteBuffer out = ByteBuffer.wrap(code.clone()).order(ByteOrder.nativeOrder());
    for (int at = 0; at < code.length; at += INSTRUCTION_BYTES) {
      if (code[at] == LOAD_IMMEDIATE) {
        if (source(code, at) == PSEUDO_MAP_FD) {
          out.putInt(at + IMMEDIATE_AT, fds[out.getInt(at + IMMEDIATE_AT)]);
        }
        // The instruction is two long.
        at += INSTRUCTION_BYTES;
      }
    }
    return out.array();
  }

  /**
   * Puts each map's place where its descriptor stands.
   *
   * @return the instructions; null where something else of this process stands in them
   */
  static byte @org.jspecify.annotations.Nullable [] take(byte[] code, List<Integer> fds) {
    ByteBuffer out = ByteBuffer.wrap(code.clone()).order(ByteOrder.nativeOrder());
    for (int at = 0; at < code.length; at += INSTRUCTION_BYTES) {
      if (code[at] == LOAD_IMMEDIATE) {
        int source = source(code, at);
        int place = fds.indexOf(out.getInt(at + IMMEDIATE_AT));
        if (source > PSEUDO_MAP_FD || (source == PSEUDO_MAP_FD && place < 0)) {
          return null;
        }
        if (source == PSEUDO_MAP_FD) {
          out.putInt(at + IMMEDIATE_AT, place);
        }
        at += INSTRUCTION_BYTES;
      }
    }
    return out.array();
  }

  private static int source(byte[] code, int at) {
    int registers = code[at + 1] & 0xff;
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? registers >> 4 : registers & 0xf;
  }
}
