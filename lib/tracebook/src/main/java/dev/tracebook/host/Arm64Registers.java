package dev.tracebook.host;

import dev.tracebook.error.UnsupportedException;

/** The registers of aarch64. Sources: arch/arm64/include/asm/ptrace.h, AAPCS64. */
final class Arm64Registers implements Registers {
  private static final int REGISTER_ARGUMENTS = 8;

  @Override
  public String value(String context, String register) {
    String dot = "(" + context + ")->";
    if (register.equals("sp")) {
      return "((u64)" + dot + "sp)";
    }
    if (register.equals("wsp")) {
      return "((u64)(u32)" + dot + "sp)";
    }
    if (register.matches("[xw]zr")) {
      return "((u64)0)";
    }
    if (!register.matches("[xw]([0-9]|[12][0-9]|30)")) {
      throw new UnsupportedException(
          "a BPF program cannot read the register " + register,
          "struct pt_regs of aarch64 holds x0 to x30 and sp only",
          "leave this value out",
          "arch/arm64/include/asm/ptrace.h");
    }
    String value = dot + "regs[" + register.substring(1) + "]";
    return register.startsWith("w") ? "((u64)(u32)" + value + ")" : "((u64)" + value + ")";
  }

  @Override
  public String instructionPointer(String context) {
    return "((u64)(" + context + ")->pc)";
  }

  @Override
  public String argument(String context, int index) {
    if (index < 0 || index >= REGISTER_ARGUMENTS) {
      throw new UnsupportedException(
          "argument " + index + " is not in a register",
          "aarch64 passes the first " + REGISTER_ARGUMENTS + " in registers",
          "read it from the stack: sp + " + 8 * (index - REGISTER_ARGUMENTS),
          "AAPCS64, 6.8.2");
    }
    return value(context, "x" + index);
  }

  @Override
  public String returnValue(String context) {
    return value(context, "x0");
  }
}
