package dev.tracebook.lang.type;

import dev.tracebook.lang.tree.Source;
import java.util.List;

/**
 * A script that is right: every expression has a type.
 *
 * @param source its tree
 * @param units its functions to be
 * @param maps its maps in the order of first use
 * @param constants parameters and defined names
 * @param types types of C
 */
public record Checked(
    Source source, List<Unit> units, List<MapUse> maps, Constants constants, CTypes types) {
  /** The fields of args at a place that has some. */
  public Layout arguments(Place place) {
    return java.util.Objects.requireNonNull(ProbeArguments.of(place, types));
  }

  /** The map of that name. */
  public MapUse map(String name) {
    return maps.stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
