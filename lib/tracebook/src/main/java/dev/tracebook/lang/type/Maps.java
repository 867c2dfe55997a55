package dev.tracebook.lang.type;

import dev.tracebook.error.Nearest;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The maps of a script: types of keys and values from all their uses. */
final class Maps {
  private final Map<String, MapUse> all = new LinkedHashMap<>();
  private final Errors errors;
  private boolean last;

  Maps(List<Definition> definitions, Errors errors) {
    this.errors = errors;
    for (Definition each : definitions) {
      if (each instanceof Definition.MapType type) {
        named(type.map(), type.span()).declare(type.kind(), type.entries());
      }
    }
  }

  /** In the last pass what is unknown stays so, and is an error. */
  void lastPass() {
    last = true;
  }

  boolean isLastPass() {
    return last;
  }

  List<MapUse> all() {
    return List.copyOf(all.values());
  }

  /** What has been found; the same twice means that nothing is left to find. */
  String state() {
    StringBuilder text = new StringBuilder();
    for (MapUse each : all.values()) {
      text.append(each.name()).append(each.keys()).append(each.value());
    }
    return text.toString();
  }

  private MapUse named(String name, Span span) {
    return all.computeIfAbsent(name, key -> new MapUse(key, all.size(), span));
  }

  /** A map as a whole, without a key. */
  MapUse find(Expr.MapRef map) {
    MapUse use = named(map.name(), map.span());
    if (last && use.value() instanceof Type.Unknown) {
      List<String> others = all.keySet().stream().filter(each -> !each.equals(map.name())).toList();
      throw errors.at(
          "undefined map @" + map.name(),
          others.isEmpty() ? "assign it first" : Nearest.hint(map.name(), others),
          map.span());
    }
    return use;
  }

  /** A map with the keys that are written. */
  MapUse use(Expr.MapRef map, Typer typer) {
    MapUse use = named(map.name(), map.span());
    List<Expr> keys = map.keys();
    List<Type> types = new ArrayList<>();
    if (keys != null) {
      keys.forEach(key -> types.add(typer.key(key)));
      use.keyNames(keys.stream().map(key -> errors.written(key.span())).toList());
    }
    // @[(a, b)] is the same as @[a, b].
    if (types.size() == 1 && types.get(0) instanceof Type.Tuple tuple && tuple.names().isEmpty()) {
      keys(use, tuple.elements(), map.span());
    } else {
      keys(use, types, map.span());
    }
    return use;
  }

  void keys(MapUse use, List<Type> types, Span span) {
    List<Type> before = use.keys();
    if (before == null) {
      use.keys(List.copyOf(types));
      return;
    }
    List<Type> merged = new ArrayList<>();
    boolean fits = before.size() == types.size();
    for (int i = 0; fits && i < types.size(); i++) {
      Type each = Merge.of(before.get(i), types.get(i));
      fits = each != null;
      if (each != null) {
        merged.add(each);
      }
    }
    if (!fits) {
      throw errors.at(
          "@" + use.name() + " has " + shown(before) + " and is used here with " + shown(types),
          "use another map",
          span);
    }
    int bytes = merged.stream().mapToInt(Type::stored).sum();
    if (bytes > Limits.KEY_BYTES) {
      throw errors.at(
          "the key of @" + use.name() + " has " + bytes + " bytes; at most " + Limits.KEY_BYTES,
          "use shorter strings: str(..., 64)",
          span);
    }
    use.keys(merged);
  }

  private static String shown(List<Type> keys) {
    return keys.isEmpty()
        ? "no key"
        : "the key [" + String.join(", ", keys.stream().map(Type::shown).toList()) + "]";
  }

  void value(MapUse use, Type type, Span span) {
    boolean number = use.aggregation() != null && type instanceof Type.Int i && i.literal();
    if (number) {
      throw errors.at(
          "@" + use.name() + " is filled by " + use.value().shown() + "() and cannot be changed so",
          "use another map",
          span);
    }
    Type merged = Merge.of(use.value(), type);
    if (merged == null || type instanceof Type.None) {
      throw errors.at(
          type instanceof Type.None
              ? "this has no value that @" + use.name() + " could take"
              : "@"
                  + use.name()
                  + " holds "
                  + use.value().shown()
                  + " and cannot take "
                  + type.shown(),
          "use another map",
          span);
    }
    use.value(merged);
  }
}
