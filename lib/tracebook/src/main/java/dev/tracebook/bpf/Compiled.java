package dev.tracebook.bpf;

import java.nio.ByteBuffer;
import java.util.List;

/** A program that is compiled and whose maps are in the kernel: by libbcc, or from the cache. */
interface Compiled extends AutoCloseable {
  /**
   * A map of the program.
   *
   * @param info what BCC says of it
   * @param flags the flags that it was made with
   * @param fd its descriptor, closed with the program
   */
  record Slot(MapInfo info, int flags, int fd) {}

  /** The names of the functions, in the text's order. */
  List<String> functions();

  List<Slot> maps();

  /** The instructions of a function, with the descriptors of the maps in them. */
  byte[] instructions(String function);

  String license();

  /**
   * Loads a function.
   *
   * @param log receives the verifier's log, unless it has no room
   * @return the descriptor, or the negative errno
   */
  int load(String function, ProgramKind kind, ByteBuffer log);

  @Override
  void close();
}
