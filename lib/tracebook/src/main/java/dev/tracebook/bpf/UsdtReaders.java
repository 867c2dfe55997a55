package dev.tracebook.bpf;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnsupportedException;
import dev.tracebook.host.Binary;
import dev.tracebook.host.Registers;
import dev.tracebook.host.UsdtCode;
import dev.tracebook.host.UsdtProbe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The C functions that read USDT arguments, under the names that BCC's bpf_usdt_readarg calls.
 *
 * <p>A probe may stand at several places of a binary with its arguments elsewhere at each: then the
 * low 12 bits of the instruction pointer, which loading a file does not change, tell the place.
 */
final class UsdtReaders {
  private static final int PAGE_MASK = 0xfff;

  private static final Pattern READ = Pattern.compile("\\bbpf_usdt_readarg(?:_p)?\\s*\\(");
  private static final Pattern FUNCTION = Pattern.compile("\\b(\\w+)\\s*\\([^()]*\\)\\s*\\{");

  private final Set<String> attached = new HashSet<>();
  private final Map<String, String> functions = new LinkedHashMap<>();

  /** Makes readers for a function that is attached to a probe. */
  void add(String function, Probe.Usdt probe) {
    attached.add(function);
    Binary binary = UprobePlaces.binary(probe.binary(), probe.pid());
    List<UsdtProbe> locations = binary.usdt(probe.provider(), probe.name());
    int arguments = locations.stream().mapToInt(each -> each.arguments().size()).min().orElse(0);
    for (int i = 0; i < arguments; i++) {
      String name = "_bpf_readarg_" + function + "_" + (i + 1);
      functions.put(name, reader(name, probe, locations, i));
    }
  }

  /** Refuses a program that reads arguments in a function whose probe is not known. */
  void check(String program) {
    String code = CText.blanked(program);
    Matcher read = READ.matcher(code);
    while (read.find()) {
      String function = enclosing(code, read.start());
      if (!function.isEmpty() && !attached.contains(function)) {
        throw new ArgumentException(
            function + " reads USDT arguments, but is attached to no USDT probe",
            "where a probe keeps its arguments is compiled into the program",
            "say before load() where it runs: .attach(\""
                + function
                + "\", Probe.usdt(binary, provider, name))",
            "https://github.com/iovisor/bcc/blob/master/docs/reference_guide.md#6-usdt-probes");
      }
    }
  }

  /** The function whose body a place is in; empty where a macro hides it. */
  private static String enclosing(String code, int at) {
    Matcher function = FUNCTION.matcher(code).region(0, at);
    String last = "";
    while (function.find()) {
      if (OutputStruct.depth(code, function.start()) == 0) {
        last = function.group(1);
      }
    }
    return last;
  }

  /**
   * Keeps a read in its branch: else the compiler joins the reads of two branches into one through
   * a changed context pointer, which the verifier refuses. Different texts cannot be joined.
   */
  private static String apart(int branch) {
    return "asm volatile(\"\" : \"+r\"(value) : \"i\"(%d));".formatted(branch);
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
      String other = places.putIfAbsent(low, each.argumentText());
      if (other != null && !other.equals(each.argumentText())) {
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
    String body = String.join("", variants.keySet());
    if (variants.size() > 1) {
      List<String> branches = new ArrayList<>();
      variants.forEach(
          (read, condition) ->
              branches.add("if (%s) { %s %s }".formatted(condition, read, apart(branches.size()))));
      body = String.join(" else ", branches);
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
