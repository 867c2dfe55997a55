package dev.tracebook.headers;

import java.util.List;
import java.util.Set;

/** The kernel's helper functions by number: BCC's text names all, an old kernel only some. */
final class HelperIds {

  private HelperIds() {}

  static boolean appendMissing(StringBuilder text, int known, Set<String> usedNames) {
    List<String> names = Resources.lines("helper-ids.txt");
    boolean any = false;
    for (int id = 0; id < names.size(); id++) {
      String name = "BPF_FUNC_" + names.get(id);
      if (usedNames.add(name)) {
        any = true;
        text.append('\t').append(name).append(" = ").append(id).append(",\n");
      }
    }
    return any || known > 0;
  }
}
