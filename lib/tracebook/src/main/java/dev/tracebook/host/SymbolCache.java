package dev.tracebook.host;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns addresses of the kernel and of processes into names.
 *
 * <p>User addresses resolve through the process's memory map, the symbols of the mapped files,
 * their separate debug files and perf maps of just-in-time compilers. The map is remembered with
 * the process's start time, so a process that has ended resolves if it was seen while it lived.
 * Needs CAP_SYS_PTRACE for other users' processes. Safe for use by several threads.
 *
 * <p>Example: {@code new SymbolCache().user(pid, address).format(true, true)} is {@code read+0x12
 * [libc.so.6]}
 */
public final class SymbolCache {
  private static final int MAX_PROCESSES = 4096;

  private final ModuleCache modules = new ModuleCache();
  private final Map<Integer, ProcessSymbols> processes =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, ProcessSymbols> eldest) {
          return size() > MAX_PROCESSES;
        }
      };
  private @Nullable KernelSymbols kernel;

  /** An empty cache; it fills as addresses are asked for. */
  public SymbolCache() {}

  /**
   * The running kernel's symbols, read once.
   *
   * @return the symbols; {@link KernelSymbols#problem} says if they are hidden
   */
  public synchronized KernelSymbols kernel() {
    if (kernel == null) {
      kernel = KernelSymbols.read();
    }
    return kernel;
  }

  /**
   * Names the function at a kernel address.
   *
   * @param address the address
   * @return the function and its module, or the bare address
   */
  public Symbol kernel(long address) {
    return kernel().at(address);
  }

  /**
   * Names the functions of a kernel stack.
   *
   * @param addresses the stack, innermost frame first
   * @return a symbol for each, in the same order
   */
  public List<Symbol> kernel(long[] addresses) {
    List<Symbol> out = new ArrayList<>(addresses.length);
    for (long address : addresses) {
      out.add(kernel(address));
    }
    return out;
  }

  /**
   * Reads a process's memory map now, so that its addresses resolve after its end. Costs about a
   * millisecond; call it when a capture first sees a process.
   *
   * @param pid the process
   */
  public synchronized void remember(int pid) {
    ProcessSymbols known = current(pid);
    if (known != null) {
      known.look();
    }
  }

  /**
   * Names the function at an address of a process.
   *
   * @param pid the process
   * @param address the address
   * @return the function and its file; {@code libc.so.6+0x1234} where no symbol covers it; the bare
   *     address where the process is gone and was not remembered
   */
  public Symbol user(int pid, long address) {
    return user(pid, new long[] {address}).get(0);
  }

  /**
   * Names the functions of a process's stack.
   *
   * @param pid the process
   * @param addresses the stack, innermost frame first
   * @return a symbol for each, in the same order
   */
  public synchronized List<Symbol> user(int pid, long[] addresses) {
    ProcessSymbols process = current(pid);
    List<Symbol> out = new ArrayList<>(addresses.length);
    if (process != null) {
      process.refreshJit();
    }
    boolean looked = false;
    for (long address : addresses) {
      if (process != null && !looked && !process.knows(address)) {
        // Mapped since: dlopen, exec.
        process.look();
        looked = true;
      }
      out.add(process == null ? Symbol.unknown(address) : process.at(address));
    }
    return out;
  }

  /** What is known of the process that has the pid now, or had it last. */
  private @Nullable ProcessSymbols current(int pid) {
    ProcessSymbols known = processes.get(pid);
    long ticks = Processes.startTicks(pid);
    if (ticks < 0 || (known != null && known.isSameProcess(ticks))) {
      return known;
    }
    ProcessSymbols fresh = new ProcessSymbols(pid, ticks, modules);
    processes.put(pid, fresh);
    return fresh;
  }
}
