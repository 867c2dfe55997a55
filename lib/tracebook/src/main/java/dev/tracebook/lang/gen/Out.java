package dev.tracebook.lang.gen;

import dev.tracebook.lang.type.Type;

/** C text under construction, with fresh names and the memory of the function. */
final class Out {
  /** What a function may put on its 512 bytes of stack; the compiler needs the rest. */
  private static final int STACK_BYTES = 128;

  private static final int LARGEST_ON_STACK = 48;

  private final StringBuilder text = new StringBuilder();
  private int indent = 1;
  private int names;
  private int stackUsed;
  private int stackMost;
  private int scratchUsed = 8;
  private int scratchMost = 8;
  private boolean ring;

  String fresh() {
    return "t" + names++;
  }

  void line(String code) {
    text.append("  ".repeat(Math.min(indent, 20))).append(code).append('\n');
  }

  void open(String code) {
    line(code + " {");
    indent++;
  }

  void close() {
    indent--;
    line("}");
  }

  void orElse() {
    indent--;
    line("} else {");
    indent++;
  }

  /** A fresh variable of 64 bits that holds the value; returns its name. */
  String temp(Type type, String value) {
    String name = fresh();
    line(word(type) + " " + name + " = " + value + ";");
    return name;
  }

  static String word(Type type) {
    boolean signed = type instanceof Type.Int i ? i.signed() : !(type instanceof Type.Pointer);
    return signed ? "s64" : "u64";
  }

  /** Memory of the function, as a pointer to char: small on the stack, large in the scratch map. */
  String memory(int bytes) {
    int size = Math.max(8, (bytes + 7) & ~7);
    if (size <= LARGEST_ON_STACK && stackUsed + size <= STACK_BYTES) {
      String place = "((char *)st + " + stackUsed + ")";
      stackUsed += size;
      stackMost = Math.max(stackMost, stackUsed);
      return place;
    }
    String place = "(sp + " + scratchUsed + ")";
    scratchUsed += size;
    scratchMost = Math.max(scratchMost, scratchUsed);
    return place;
  }

  /** Where the memory ends now; what is taken later can be given back to here. */
  long mark() {
    return (long) stackUsed << 32 | scratchUsed;
  }

  void release(long mark) {
    stackUsed = (int) (mark >> 32);
    scratchUsed = (int) mark;
  }

  /** Says that the function sends events. */
  void usesRing() {
    ring = true;
  }

  boolean sends() {
    return ring;
  }

  int stackBytes() {
    return stackMost;
  }

  /** Bytes of scratch memory; 8 when none is used. */
  int scratchBytes() {
    return scratchMost;
  }

  boolean usesScratch() {
    return scratchMost > 8;
  }

  /**
   * Keeps the compiler from loading much in advance: what it cannot hold in registers it puts on
   * the stack, and beyond the stack's limit LLVM ends the whole process.
   */
  void barrier() {
    line("asm volatile(\"\" ::: \"memory\");");
  }

  /** Writes zeros. */
  void zero(String to, int offset, int bytes) {
    if (bytes <= 0) {
      return;
    }
    if (bytes <= 64) {
      for (int i = 0; i < bytes; i += 8) {
        line("*(u64 *)(" + to + " + " + (offset + i) + ") = 0;");
      }
    } else {
      line("tb_zero(" + to + " + " + offset + ", " + bytes + ");");
    }
  }

  /** Copies memory that the program may read directly. */
  void copy(String to, int offset, String from, int bytes) {
    if (bytes <= 64) {
      for (int i = 0; i < bytes; i += 8) {
        line("*(u64 *)(" + to + " + " + (offset + i) + ") = *(u64 *)(" + from + " + " + i + ");");
      }
    } else {
      line(
          "bpf_probe_read_kernel("
              + to
              + " + "
              + offset
              + ", "
              + bytes
              + ", (void *)("
              + from
              + "));");
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
