package dev.tracebook.sys;

import com.sun.jna.Native;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bpf(2) system call: every method returns what the kernel returns, or the negative errno.
 *
 * <p>Follows union bpf_attr of include/uapi/linux/bpf.h. Only fields that kernels since 5.8 know
 * are set, so that an older kernel never refuses an attribute for its size.
 */
public final class Bpf {
  /** Values of enum bpf_attach_type. */
  public static final int TRACE_RAW_TP = 23;

  public static final int TRACE_FENTRY = 24;
  public static final int TRACE_FEXIT = 25;
  public static final int LSM_MAC = 27;
  public static final int TRACE_ITER = 28;
  public static final int TRACE_UPROBE_MULTI = 48;

  /** Values of enum bpf_prog_type. */
  public static final int PROG_TRACING = 26;

  public static final int PROG_LSM = 29;

  private static final int MAP_CREATE = 0;
  private static final int MAP_LOOKUP = 1;
  private static final int MAP_UPDATE = 2;
  private static final int MAP_DELETE = 3;
  private static final int MAP_NEXT_KEY = 4;
  private static final int PROG_LOAD = 5;
  private static final int PROG_TEST_RUN = 10;
  private static final int PROG_GET_FD_BY_ID = 13;
  private static final int MAP_GET_FD_BY_ID = 14;
  private static final int PROG_INFO_MISSES = 208;
  private static final int OBJ_GET_INFO_BY_FD = 15;
  private static final int RAW_TRACEPOINT_OPEN = 17;
  private static final int MAP_LOOKUP_AND_DELETE = 21;
  private static final int MAP_LOOKUP_BATCH = 24;
  private static final int LINK_CREATE = 28;
  private static final int ITER_CREATE = 33;
  private static final int NAME_BYTES = 16;
  private static final int ATTR_BYTES = 120;
  private static final int INSTRUCTION_BYTES = 8;

  private Bpf() {}

  /** A zeroed buffer outside the heap, in the machine's byte order, for keys, values and logs. */
  public static ByteBuffer buffer(int sizeBytes) {
    return ByteBuffer.allocateDirect(sizeBytes).order(ByteOrder.nativeOrder());
  }

  /** Calls; the buffers whose addresses stand in {@code attr} must live until it returns. */
  private static int call(int command, ByteBuffer attr, ByteBuffer... referenced) {
    try {
      return LibC.orErrno(
          LibC.syscall(
              Machine.current().bpf, command, LibC.addressOf(attr), attr.capacity(), 0, 0, 0));
    } finally {
      Reference.reachabilityFence(attr);
      Reference.reachabilityFence(referenced);
    }
  }

  private static ByteBuffer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return buffer(bytes.length + 1).put(0, bytes);
  }

  /**
   * Loads a program that is bound to a kernel type when it is loaded: tp_btf, fentry, fexit, LSM,
   * iterator; or one whose instructions were kept.
   *
   * @param name shown by bpftool; the kernel takes 15 letters, digits, _ and .
   * @param log receives the verifier's log, unless it has no room
   */
  public static int load(
      int type,
      int attachType,
      int btfId,
      String name,
      byte[] instructions,
      String license,
      ByteBuffer log) {
    ByteBuffer code = buffer(instructions.length).put(0, instructions);
    ByteBuffer licenseText = text(license);
    ByteBuffer attr = buffer(ATTR_BYTES);
    attr.putInt(0, type).putInt(4, instructions.length / INSTRUCTION_BYTES);
    attr.putLong(8, LibC.addressOf(code)).putLong(16, LibC.addressOf(licenseText));
    if (log.capacity() > 0) {
      attr.putInt(24, 1).putInt(28, log.capacity()).putLong(32, LibC.addressOf(log));
    }
    putName(attr, 48, name);
    attr.putInt(68, attachType).putInt(108, btfId);
    return call(PROG_LOAD, attr, code, licenseText, log);
  }

  /** A name as the kernel takes it, for bpftool. */
  private static void putName(ByteBuffer attr, int at, String name) {
    String accepted = name.replaceAll("[^A-Za-z0-9_.]", "_");
    byte[] bytes = accepted.getBytes(StandardCharsets.US_ASCII);
    attr.put(at, bytes, 0, Math.min(bytes.length, NAME_BYTES - 1));
  }

  /** Makes a map; returns its descriptor. */
  public static int createMap(
      int type, int keyBytes, int valueBytes, int entries, int flags, String name) {
    ByteBuffer attr = buffer(72);
    attr.putInt(0, type).putInt(4, keyBytes).putInt(8, valueBytes).putInt(12, entries);
    attr.putInt(16, flags);
    putName(attr, 28, name);
    return call(MAP_CREATE, attr);
  }

  /** Attaches a program to a raw tracepoint; one that was loaded for its place needs no name. */
  public static int openRawTracepoint(String name, int program) {
    ByteBuffer nameText = text(name);
    ByteBuffer attr = buffer(16);
    attr.putLong(0, name.isEmpty() ? 0 : LibC.addressOf(nameText)).putInt(8, program);
    return call(RAW_TRACEPOINT_OPEN, attr, nameText);
  }

  /**
   * Attaches a program that was loaded with {@link #TRACE_UPROBE_MULTI} to places in a file (since
   * 6.6). Unlike a perf event it needs no CAP_SYS_ADMIN.
   *
   * @param semaphores the file offset of each place's USDT semaphore; empty for none
   * @param onReturn true to run when the functions return
   * @param pid the process, or 0 for all
   */
  public static int linkUprobes(
      int program, String path, long[] offsets, long[] semaphores, boolean onReturn, int pid) {
    ByteBuffer pathText = text(path);
    ByteBuffer places = buffer(8 * offsets.length);
    places.asLongBuffer().put(offsets);
    ByteBuffer counters = buffer(8 * Math.max(1, semaphores.length));
    counters.asLongBuffer().put(semaphores);
    ByteBuffer attr = buffer(64);
    attr.putInt(0, program).putInt(8, TRACE_UPROBE_MULTI);
    attr.putLong(16, LibC.addressOf(pathText)).putLong(24, LibC.addressOf(places));
    attr.putLong(32, semaphores.length == 0 ? 0 : LibC.addressOf(counters));
    attr.putInt(48, offsets.length).putInt(52, onReturn ? 1 : 0).putInt(56, pid);
    return call(LINK_CREATE, attr, pathText, places, counters);
  }

  /** Runs a raw tracepoint program once, on this thread and without arguments; since Linux 5.10. */
  public static int testRun(int program) {
    return call(PROG_TEST_RUN, buffer(72).putInt(0, program));
  }

  /** Makes a link of an iterator program. */
  public static int linkIterator(int program) {
    ByteBuffer attr = buffer(32);
    attr.putInt(0, program).putInt(8, TRACE_ITER);
    return call(LINK_CREATE, attr);
  }

  /** Makes a file whose reading runs an iterator. */
  public static int createIterator(int link) {
    return call(ITER_CREATE, buffer(8).putInt(0, link));
  }

  private static ByteBuffer element(int map, ByteBuffer key, ByteBuffer value) {
    ByteBuffer attr = buffer(32).putInt(0, map);
    attr.putLong(8, key.capacity() == 0 ? 0 : LibC.addressOf(key));
    return attr.putLong(16, value.capacity() == 0 ? 0 : LibC.addressOf(value));
  }

  /** Reads one value; a queue has no key: its oldest value is looked at. */
  public static int lookup(int map, ByteBuffer key, ByteBuffer value) {
    return call(MAP_LOOKUP, element(map, key, value), key, value);
  }

  /** Reads one value and removes it. */
  public static int lookupAndDelete(int map, ByteBuffer key, ByteBuffer value) {
    return call(MAP_LOOKUP_AND_DELETE, element(map, key, value), key, value);
  }

  /** Writes one value. */
  public static int update(int map, ByteBuffer key, ByteBuffer value) {
    return call(MAP_UPDATE, element(map, key, value), key, value);
  }

  /** Removes one key. */
  public static int delete(int map, ByteBuffer key) {
    return call(MAP_DELETE, element(map, key, buffer(0)), key);
  }

  /** Finds the key after {@code key}; the first one where {@code key} has no capacity. */
  public static int nextKey(int map, ByteBuffer key, ByteBuffer next) {
    return call(MAP_NEXT_KEY, element(map, key, next), key, next);
  }

  /**
   * Reads many entries.
   *
   * @param position where to go on: the kernel writes it; 8 bytes or a key, whichever is more
   * @param first true at the start of a map
   * @param count how many there is room for at 0; the kernel writes how many it gave
   * @return 0, or -ENOENT when these were the last
   */
  public static int lookupBatch(
      int map,
      ByteBuffer position,
      boolean first,
      ByteBuffer keys,
      ByteBuffer values,
      ByteBuffer count) {
    ByteBuffer attr = buffer(56);
    attr.putLong(0, first ? 0 : LibC.addressOf(position)).putLong(8, LibC.addressOf(position));
    attr.putLong(16, LibC.addressOf(keys)).putLong(24, LibC.addressOf(values));
    attr.putInt(32, count.getInt(0)).putInt(36, map);
    int returned = call(MAP_LOOKUP_BATCH, attr, position, keys, values);
    count.putInt(0, attr.getInt(32));
    return returned;
  }

  /** Returns a descriptor of the program with that id: to find out whether it is still there. */
  public static int programById(int id) {
    return call(PROG_GET_FD_BY_ID, buffer(12).putInt(0, id));
  }

  /** Returns a descriptor of the map with that id. */
  public static int mapById(int id) {
    return call(MAP_GET_FD_BY_ID, buffer(12).putInt(0, id));
  }

  /** Returns the kernel's id of a program or map. */
  public static int idOf(int fd) {
    // Both struct bpf_prog_info and struct bpf_map_info begin with u32 type, u32 id.
    ByteBuffer info = buffer(80);
    ByteBuffer attr = buffer(16).putInt(0, fd).putInt(4, info.capacity());
    attr.putLong(8, LibC.addressOf(info));
    int returned = call(OBJ_GET_INFO_BY_FD, attr, info);
    return returned < 0 ? returned : info.getInt(4);
  }

  /**
   * Returns how often the kernel did not run a program because one ran on that CPU already: {@code
   * recursion_misses} of struct bpf_prog_info, 0 where the kernel does not count them.
   */
  public static long missesOf(int fd) {
    ByteBuffer info = buffer(PROG_INFO_MISSES + Long.BYTES);
    ByteBuffer attr = buffer(16).putInt(0, fd).putInt(4, info.capacity());
    attr.putLong(8, LibC.addressOf(info));
    return call(OBJ_GET_INFO_BY_FD, attr, info) < 0 ? 0 : info.getLong(PROG_INFO_MISSES);
  }

  /** Copies native memory: the instructions that libbcc has compiled. */
  static byte[] copy(long address, int sizeBytes) {
    return new com.sun.jna.Pointer(address).getByteArray(0, sizeBytes);
  }

  /** Returns the errno of this thread's last failed native call. */
  public static int lastErrno() {
    return Native.getLastError();
  }
}
