package dev.tracebook.headers;

import java.util.List;
import java.util.Set;

/** The kernel's helper functions by number: BCC's text names all, an old kernel only some. */
final class HelperIds {

  private HelperIds() {}

  /** Adds the enumerators of enum bpf_func_id that this kernel does not have. */
  static void appendMissing(StringBuilder text, Set<String> usedNames) {
    List<String> names = Resources.lines("helper-ids.txt");
    for (int id = 0; id < names.size(); id++) {
      String name = "BPF_FUNC_" + names.get(id);
      if (!names.get(id).isEmpty() && usedNames.add(name)) {
        text.append('\t').append(name).append(" = ").append(id).append(",\n");
      }
    }
  }
}
