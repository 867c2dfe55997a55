package dev.tracebook.host;

import dev.tracebook.error.UnsupportedException;
import java.util.List;
import java.util.Map;

/** The registers of x86_64. Sources: arch/x86/include/asm/ptrace.h, the System V psABI. */
final class X86Registers implements Registers {
  private static final List<String> ARGUMENTS = List.of("di", "si", "dx", "cx", "r8", "r9");

  /** Byte registers of the eight old ones: low byte, and where there is one the second byte. */
  private static final Map<String, String> BYTES =
      Map.of(
          "al", "ax", "bl", "bx", "cl", "cx", "dl", "dx", "sil", "si", "dil", "di", "bpl", "bp",
          "spl", "sp");

  private static final Map<String, String> SECOND_BYTES =
      Map.of("ah", "ax", "bh", "bx", "ch", "cx", "dh", "dx");

  private static final List<String> OLD = List.of("ax", "bx", "cx", "dx", "si", "di", "bp", "sp");

  @Override
  public String value(String context, String register) {
    String dot = "(" + context + ")->";
    if (SECOND_BYTES.containsKey(register)) {
      return "((" + dot + SECOND_BYTES.get(register) + " >> 8) & 0xff)";
    }
    if (BYTES.containsKey(register)) {
      return masked(dot + BYTES.get(register), 8);
    }
    if (register.equals("rip")) {
      return "((u64)" + dot + "ip)";
    }
    if (register.matches("r(8|9|1[0-5])[dwb]?")) {
      String name = register.replaceFirst("[dwb]$", "");
      int bits = register.endsWith("d") ? 32 : register.endsWith("w") ? 16 : 8;
      return name.equals(register) ? "((u64)" + dot + name + ")" : masked(dot + name, bits);
    }
    String old = register.length() == 3 ? register.substring(1) : register;
    if (!OLD.contains(old) || (register.length() == 3 && !register.matches("[re].."))) {
      throw unknown(register);
    }
    return register.startsWith("r") && register.length() == 3
        ? "((u64)" + dot + old + ")"
        : masked(dot + old, register.length() == 3 ? 32 : 16);
  }

  private static String masked(String value, int bits) {
    return "((u64)(u" + bits + ")" + value + ")";
  }

  private static UnsupportedException unknown(String register) {
    return new UnsupportedException(
        "a BPF program cannot read the register %" + register,
        "struct pt_regs of x86_64 holds the general registers only",
        "leave this value out",
        "arch/x86/include/asm/ptrace.h");
  }

  @Override
  public String instructionPointer(String context) {
    return value(context, "rip");
  }

  @Override
  public String argument(String context, int index) {
    if (index < 0 || index >= ARGUMENTS.size()) {
      throw new UnsupportedException(
          "argument " + index + " is not in a register",
          "x86_64 passes the first " + ARGUMENTS.size() + " in registers",
          "read it from the stack: sp + " + 8 * (index - ARGUMENTS.size() + 1),
          "System V psABI, 3.2.3");
    }
    return "((u64)(" + context + ")->" + ARGUMENTS.get(index) + ")";
  }

  @Override
  public String returnValue(String context) {
    return value(context, "rax");
  }
}
