package dev.tracebook.host;

import java.util.List;

/**
 * One location of a USDT probe; an inlined function has its probe at several.
 *
 * @param provider the provider, such as {@code python}
 * @param name the probe, such as {@code function__entry}
 * @param address its virtual address in the file
 * @param fileOffset where its instruction stands in the file, as a uprobe wants it
 * @param semaphoreAddress the virtual address of the counter that the program tests before it
 *     computes the arguments; 0 where the probe has none
 * @param semaphoreFileOffset where the counter stands in the file, as the kernel's ref_ctr_offset
 *     wants it; 0 where the probe has none
 * @param argumentText the arguments as the note spells them
 * @param arguments how to read each argument, first to last
 */
public record UsdtProbe(
    String provider,
    String name,
    long address,
    long fileOffset,
    long semaphoreAddress,
    long semaphoreFileOffset,
    String argumentText,
    List<UsdtArgument> arguments) {

  /**
   * Tells whether the program tests a counter before the probe.
   *
   * @return true if attaching must raise the counter
   */
  public boolean hasSemaphore() {
    return semaphoreAddress != 0;
  }
}
