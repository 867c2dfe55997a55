package dev.tracebook.host;

/**
 * How a USDT argument is read when its probe fires.
 *
 * @param text the argument as the note spells it, such as {@code -4@8(%rbp)}
 * @param kind where the value is
 * @param sizeBytes its size: 1, 2, 4 or 8
 * @param signed true if it is signed
 * @param floating true if it is a floating-point value, which a BPF program cannot read
 * @param base the register, or the base register of a memory address; empty for none
 * @param index the index register of a memory address; empty for none
 * @param scale what the index is multiplied with
 * @param displacement what is added to a memory address, or the value of a constant
 * @param symbol the variable that a memory address is relative to; empty for none
 * @param symbolAddress the variable's virtual address in the file; 0 for none
 */
public record UsdtArgument(
    String text,
    Kind kind,
    int sizeBytes,
    boolean signed,
    boolean floating,
    String base,
    String index,
    int scale,
    long displacement,
    String symbol,
    long symbolAddress) {

  /** Where a value is. */
  public enum Kind {
    /** In a register. */
    REGISTER,
    /** In memory, at base + index * scale + displacement (+ the variable's address). */
    MEMORY,
    /** In the note itself. */
    CONSTANT,
    /** Spelled in a way that is not known: it cannot be read. */
    UNKNOWN
  }

  /**
   * The C type of the value.
   *
   * @return such as {@code u32} or {@code s8}
   */
  public String cType() {
    return (signed ? "s" : "u") + sizeBytes * 8;
  }

  UsdtArgument withSymbolAddress(long address) {
    return new UsdtArgument(
        text, kind, sizeBytes, signed, floating, base, index, scale, displacement, symbol, address);
  }
}
