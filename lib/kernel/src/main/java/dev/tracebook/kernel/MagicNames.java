package dev.tracebook.kernel;

import dev.tracebook.kernel.magic.Magics;
import java.util.List;
import java.util.stream.Stream;

/**
 * Completes the name of a magic.
 *
 * @param inMagic whether the cursor stands in one
 * @param matches the names that begin so
 * @param start where the name begins, with its %
 */
record MagicNames(boolean inMagic, List<String> matches, int start) {
  static MagicNames at(String code, int cursor, Magics magics) {
    int start = code.lastIndexOf('\n', cursor - 1) + 1;
    String typed = code.substring(start, cursor);
    if (!typed.matches("%%?\\w*")) {
      return new MagicNames(code.startsWith("%%") && start > 0, List.of(), cursor);
    }
    boolean first = code.substring(0, start).isBlank();
    List<String> matches =
        Stream.concat(
                magics.names(false).stream(), first ? magics.names(true).stream() : Stream.of())
            .filter(each -> each.startsWith(typed))
            .toList();
    return new MagicNames(true, matches, start);
  }
}
