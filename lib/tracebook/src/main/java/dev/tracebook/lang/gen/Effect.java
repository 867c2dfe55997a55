package dev.tracebook.lang.gen;

import dev.tracebook.lang.tree.Span;
import dev.tracebook.lang.type.Format;
import dev.tracebook.lang.type.MapUse;
import dev.tracebook.lang.type.Type;
import java.util.List;

/** What user space does when an event of that number arrives. */
public sealed interface Effect {
  /** What gives a row of values each time. */
  sealed interface Rows extends Effect {
    /** The values. */
    Type.Tuple values();

    /** Where the script writes them. */
    List<Span> spans();

    /** Their own names, or how the script writes them. */
    default List<String> names(String script) {
      return values().names().isEmpty()
          ? spans().stream()
              .map(each -> script.substring(each.start(), each.end()).replaceAll("\\s+", " "))
              .toList()
          : values().names();
    }
  }

  /** Values into a format: printf, errorf, warnf or cat. */
  record Formatted(String function, Format format, Type.Tuple values, List<Span> spans)
      implements Rows {}

  /** One value on a line; a tuple's elements are the values of a row. */
  record Value(Type type, Type.Tuple values, List<Span> spans) implements Rows {}

  /** A map; top 0 is all, divisor 1 as it is. */
  record PrintMap(MapUse map, long top, long divisor) implements Effect {}

  /** All entries away. */
  record Clear(MapUse map) implements Effect {}

  /** All values zero. */
  record Zero(MapUse map) implements Effect {}

  /** The wall clock. */
  record Time(String format) implements Effect {}

  /** The end of the script; the event holds the exit code. */
  record Exit() implements Effect {}

  /** Texts of fixed size in a row, their count in front. */
  record Join(String separator, int most, int bytes) implements Effect {}
}
