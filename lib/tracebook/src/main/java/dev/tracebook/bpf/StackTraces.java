package dev.tracebook.bpf;

import dev.tracebook.error.MapException;
import dev.tracebook.host.Symbol;
import dev.tracebook.host.SymbolCache;
import dev.tracebook.sys.Bpf;
import dev.tracebook.sys.Errno;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The stacks of a program's BPF_STACK_TRACE map, by the ids that {@code get_stackid} returned.
 *
 * <p>A frame is a function's name, demangled; {@code libc.so.6+0x1234} where no symbol covers it;
 * never an unknown without its address.
 *
 * <p>Example: {@code bpf.stacks("stacks").user(id, pid)}
 */
public final class StackTraces {
  private final BpfMap map;
  private final SymbolCache symbols;

  StackTraces(BpfMap map, SymbolCache symbols) {
    this.map = map;
    this.symbols = symbols;
  }

  /**
   * The addresses of a stack.
   *
   * @param id what {@code get_stackid} returned
   * @return the innermost frame first; empty where the id is an error, such as -14 for a stack that
   *     could not be walked
   */
  public long[] addresses(long id) {
    if (id < 0) {
      return new long[0];
    }
    ByteBuffer frames = Bpf.buffer(map.info().valueSizeBytes());
    ByteBuffer key = Bpf.buffer(Integer.BYTES).putInt(0, (int) id);
    int returned = map.withFd(fd -> Bpf.lookup(fd, key, frames));
    if (returned == -Errno.ENOENT) {
      return new long[0];
    }
    if (returned < 0) {
      throw new MapException(
          "cannot read stack " + id + " of " + map.name(),
          Errno.text(-returned),
          "check that the program is still loaded",
          "man 2 bpf");
    }
    int depth = 0;
    while ((depth + 1) * Long.BYTES <= frames.capacity()
        && frames.getLong(depth * Long.BYTES) != 0) {
      depth++;
    }
    long[] addresses = new long[depth];
    frames.asLongBuffer().get(addresses);
    return addresses;
  }

  /**
   * The kernel functions of a stack.
   *
   * @param id what {@code get_stackid} returned for a kernel stack
   * @return the innermost frame first
   */
  public List<Symbol> kernel(long id) {
    return symbols.kernel(addresses(id));
  }

  /**
   * The functions of a process's stack. Its memory map is read when it is first asked for: of a
   * process that is gone by then only addresses are known.
   *
   * @param id what {@code get_stackid} returned with BPF_F_USER_STACK
   * @param pid the process
   * @return the innermost frame first
   */
  public List<Symbol> user(long id, int pid) {
    return symbols.user(pid, addresses(id));
  }
}
