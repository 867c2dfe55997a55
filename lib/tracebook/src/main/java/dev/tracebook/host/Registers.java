package dev.tracebook.host;

import dev.tracebook.error.UnsupportedException;
import java.util.Locale;

/**
 * How a BPF program reads a processor's registers from {@code struct pt_regs}: the one place that
 * knows them, one implementation a processor.
 */
public interface Registers {
  /**
   * A C expression with the register's value, widened to u64.
   *
   * @param context the C name of the {@code struct pt_regs *}
   * @param register the assembler's name, without {@code %}, such as {@code edi} or {@code x0}
   * @return the expression
   * @throws UnsupportedException if pt_regs does not hold such a register
   */
  String value(String context, String register);

  /**
   * A C expression with the address of the instruction that is about to run.
   *
   * @param context the C name of the {@code struct pt_regs *}
   * @return the expression
   */
  String instructionPointer(String context);

  /**
   * A C expression with an argument of the function that is about to run.
   *
   * @param context the C name of the {@code struct pt_regs *}
   * @param index 0 for the first
   * @return the expression
   * @throws UnsupportedException if the argument is not passed in a register
   */
  String argument(String context, int index);

  /**
   * A C expression with the value that a function returns.
   *
   * @param context the C name of the {@code struct pt_regs *}
   * @return the expression
   */
  String returnValue(String context);

  /**
   * The registers of the processor that this runs on.
   *
   * @return the registers
   * @throws UnsupportedException on other processors than x86_64 and aarch64
   */
  static Registers running() {
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (processor) {
      case "amd64", "x86_64" -> new X86Registers();
      case "aarch64" -> new Arm64Registers();
      default ->
          throw new UnsupportedException(
              "cannot read the registers of a " + processor + " processor",
              "Tracebook knows those of x86_64 and aarch64",
              "use tracepoints",
              "arch/*/include/asm/ptrace.h");
    };
  }
}
