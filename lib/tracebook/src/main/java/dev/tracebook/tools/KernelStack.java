package dev.tracebook.tools;

import dev.tracebook.host.KernelSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A kernel stack that came with an event, as the text of an array of addresses. */
final class KernelStack {
  private static final Pattern OWN =
      Pattern.compile("bpf_prog_.*|bpf_trace_run\\d+|__bpf_trace_.*|__traceiter_.*");

  /** A function of the source that the compiler has divided or changed. */
  private static final Pattern COMPILERS_PART =
      Pattern.compile("\\.(?:part|isra|constprop|cold)\\b.*");

  private KernelStack() {}

  /** The functions from the tracepoint's on, innermost first; not those that run the program. */
  static List<String> names(String addresses, KernelSymbols symbols) {
    List<String> names = new ArrayList<>();
    for (String each : addresses.substring(1, addresses.length() - 1).split(", ", -1)) {
      long address = Long.parseUnsignedLong(each);
      if (address == 0) {
        break;
      }
      String name = symbols.at(address).format(false, false);
      if (OWN.matcher(name).matches()) {
        // The program itself, before these, is younger than the symbols and has no name.
        names.clear();
      } else {
        names.add(COMPILERS_PART.matcher(name).replaceFirst(""));
      }
    }
    return names;
  }
}
