package dev.tracebook.bpf;

import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.Binary;
import dev.tracebook.host.Registers;
import dev.tracebook.host.UsdtCode;
import dev.tracebook.host.UsdtProbe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The C functions that read USDT arguments, under the names that BCC's bpf_usdt_readarg calls.
 *
 * <p>A probe may stand at several places of a binary with its arguments elsewhere at each: then the
 * low 12 bits of the instruction pointer, which loading a file does not change, tell the place.
 */
final class UsdtReaders {
  private static final int PAGE_MASK = 0xfff;

  private final Map<String, String> functions = new LinkedHashMap<>();

  /** Makes readers for a function that is attached to a probe. */
  void add(String function, Probe.Usdt probe) {
    Binary binary = UprobePlaces.binary(probe.binary(), probe.pid());
    List<UsdtProbe> locations = binary.usdt(probe.provider(), probe.name());
    int arguments = locations.stream().mapToInt(each -> each.arguments().size()).min().orElse(0);
    for (int i = 0; i < arguments; i++) {
      String name = "_bpf_readarg_" + function + "_" + (i + 1);
      functions.put(name, reader(name, probe, locations, i));
    }
  }

  /** The functions' text; empty where no function reads arguments. */
  String text() {
    return String.join("", functions.values());
  }

  private static String reader(
      String name, Probe.Usdt probe, List<UsdtProbe> locations, int index) {
    Registers registers = Registers.running();
    Map<String, StringBuilder> variants = new LinkedHashMap<>();
    Map<Long, String> places = new LinkedHashMap<>();
    for (UsdtProbe each : locations) {
      String read;
      try {
        read = UsdtCode.read(each, index, registers, "ctx", "value");
      } catch (UnsupportedException e) {
        // Only a program that asks for this argument is told so, by its return value.
        read = "return -1;";
      }
      long low = each.address() & PAGE_MASK;
      String other = places.putIfAbsent(low, read);
      if (other != null && !other.equals(read)) {
        throw new UnsupportedException(
            "cannot tell the locations of " + probe.spelling() + " apart",
            "two of them end in 0x%x and keep argument %d in different places"
                .formatted(low, index + 1),
            "attach to a narrower name, or use a uprobe",
            "readelf -n " + probe.binary());
      }
      String condition = registers.instructionPointer("ctx") + " & 0xfff) == 0x%x".formatted(low);
      variants
          .computeIfAbsent(read, key -> new StringBuilder())
          .append(variants.get(read) == null || variants.get(read).isEmpty() ? "" : " || ")
          .append("((")
          .append(condition)
          .append(')');
    }
    StringBuilder body = new StringBuilder();
    if (variants.size() == 1) {
      body.append(variants.keySet().iterator().next());
    } else {
      variants.forEach(
          (read, condition) ->
              body.append(body.length() == 0 ? "" : " else ")
                  .append("if (")
                  .append(condition)
                  .append(") { ")
                  .append(read)
                  .append(" }"));
    }
    return """
        static __attribute__((always_inline)) inline int %s(struct pt_regs *ctx, void *to, u64 size) {
          s64 value = 0;
          %s
          if (size == 8) *(s64 *)to = value;
          else if (size == 4) *(s32 *)to = value;
          else if (size == 2) *(s16 *)to = value;
          else if (size == 1) *(s8 *)to = value;
          else return -1;
          return 0;
        }
        """
        .formatted(name, body);
  }
}
