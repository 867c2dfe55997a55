package dev.tracebook.host;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnsupportedException;

/**
 * C statements for a BPF program that read the arguments of a USDT probe.
 *
 * <p>Example: {@code UsdtCode.read(probe, 0, Registers.running(), "ctx", "value")} is {@code value
 * = (s32)((u64)(u32)(ctx)->ax);}
 */
public final class UsdtCode {
  private UsdtCode() {}

  /**
   * A statement that reads one argument of one location of a probe.
   *
   * @param probe the location; another location of the same probe may keep its arguments elsewhere
   * @param index 0 for the first argument
   * @param registers the processor's registers
   * @param context the C name of the {@code struct pt_regs *}
   * @param target the C variable that gets the value; an integer of at least the argument's size
   * @return the statement, with a block of its own where it needs one
   * @throws ArgumentException if the probe has no such argument
   * @throws UnsupportedException if the argument is a floating-point value or of an unknown kind
   */
  public static String read(
      UsdtProbe probe, int index, Registers registers, String context, String target) {
    String name = probe.provider() + ":" + probe.name();
    int count = probe.arguments().size();
    if (index < 0 || index >= count) {
      throw new ArgumentException(
          "the USDT probe " + name + " has no argument " + (index + 1),
          count == 0 ? "it has none" : "it has " + count + ": " + probe.argumentText(),
          count == 0 ? "" : "use 1 to " + count,
          "readelf -n");
    }
    UsdtArgument argument = probe.arguments().get(index);
    refuseUnreadable(name, argument);
    String type = argument.cType();
    return switch (argument.kind()) {
      case REGISTER ->
          "%s = (%s)%s;".formatted(target, type, registers.value(context, argument.base()));
      case CONSTANT -> "%s = (%s)%dLL;".formatted(target, type, argument.displacement());
      case MEMORY ->
          "{ %s tb_value = 0; bpf_probe_read_user(&tb_value, sizeof(tb_value), (void *)(%s)); %s = tb_value; }"
              .formatted(type, address(probe, argument, registers, context), target);
      case UNKNOWN -> throw new IllegalStateException(argument.text());
    };
  }

  private static void refuseUnreadable(String probe, UsdtArgument argument) {
    String why = "";
    if (argument.floating()) {
      why = "it is a floating-point value; BPF programs have no access to those registers";
    } else if (argument.kind() == UsdtArgument.Kind.UNKNOWN) {
      why = "its operand is of no kind that Tracebook knows";
    } else if (!argument.symbol().isEmpty() && argument.symbolAddress() == 0) {
      why = "the binary's symbol table has no variable " + argument.symbol();
    }
    if (!why.isEmpty()) {
      throw new UnsupportedException(
          "cannot read the argument " + argument.text() + " of the USDT probe " + probe,
          why,
          "leave this argument out",
          "https://sourceware.org/systemtap/wiki/UserSpaceProbeImplementation");
    }
  }

  private static String address(
      UsdtProbe probe, UsdtArgument argument, Registers registers, String context) {
    StringBuilder sum = new StringBuilder();
    if (!argument.symbol().isEmpty()) {
      // The probe's own address tells where the file was loaded, so no process need be looked at.
      sum.append(registers.instructionPointer(context))
          .append(" + (%dLL)".formatted(argument.symbolAddress() - probe.address()));
    } else if (!argument.base().isEmpty()) {
      sum.append(registers.value(context, argument.base()));
    } else {
      sum.append("(u64)0");
    }
    if (!argument.index().isEmpty()) {
      sum.append(" + ")
          .append(registers.value(context, argument.index()))
          .append(" * ")
          .append(argument.scale());
    }
    return sum.append(" + (%dLL)".formatted(argument.displacement())).toString();
  }
}
