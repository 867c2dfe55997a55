package dev.tracebook.lang.type;

import dev.tracebook.headers.KernelTypes;
import dev.tracebook.lang.parse.Parser;
import dev.tracebook.lang.tree.Action;
import dev.tracebook.lang.tree.Definition;
import dev.tracebook.lang.tree.Expr;
import dev.tracebook.lang.tree.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Checks scripts: a tree whose every expression has a type, or an error. */
public final class Analyzer {
  private static final int MOST_PASSES = 10;

  /** Names whose meaning depends on the place, and args. */
  private static final Pattern PLACE_WORDS =
      Pattern.compile("\\b(args|ctx|probe|probetype|func|retval|reg|arg\\d)\\b");

  private final Source source;
  private final Errors errors;
  private final CTypes types;
  private final Constants constants;

  private Analyzer(Source source, List<String> params) {
    this.source = source;
    errors = new Errors(source.text());
    types =
        new CTypes(
            source.definitions(),
            () -> KernelTypes.available() ? KernelTypes.running() : null,
            errors);
    Map<String, Expr> defines = new HashMap<>();
    for (Definition each : source.definitions()) {
      if (each instanceof Definition.Define define) {
        defines.put(define.name(), define.value());
      }
    }
    constants = new Constants(params, defines, types);
  }

  /**
   * Parses and checks a script.
   *
   * @param params what {@code $1}, {@code $2} ... stand for
   */
  public static Checked check(String text, List<String> params) {
    return new Analyzer(Parser.script(text, params), params).check();
  }

  /** Checks a tree that was not parsed from a whole script, such as a query's. */
  public static Checked check(Source source) {
    return new Analyzer(source, List.of()).check();
  }

  private Checked check() {
    List<Unit> units = units();
    Maps maps = new Maps(source.definitions(), errors);
    String before = "";
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      check(units, maps);
      String after = maps.state();
      if (after.equals(before) && pass > 0) {
        break;
      }
      before = after;
    }
    maps.lastPass();
    check(units, maps);
    return new Checked(source, units, maps.all(), constants, types);
  }

  private void check(List<Unit> units, Maps maps) {
    for (Unit unit : units) {
      new Checker(unit, maps, constants, types, errors).check();
    }
  }

  private List<Unit> units() {
    Probes probes = new Probes(errors);
    List<Unit> units = new ArrayList<>();
    int count = 0;
    for (Action action : source.actions()) {
      Map<String, List<Place>> groups = new LinkedHashMap<>();
      String body = source.text().substring(action.span().start(), action.span().end());
      boolean each = PLACE_WORDS.matcher(body).find();
      for (Action.ProbeText probe : action.probes()) {
        List<Place> places = probes.expand(probe);
        count += places.size();
        if (count > Limits.PROBES) {
          throw errors.at(
              "the script has " + count + " probes or more; at most " + Limits.PROBES,
              "narrow the wildcard",
              probe.span());
        }
        for (Place place : places) {
          String group = each ? place.spelling() : place.kind().word;
          List<Place> same = groups.computeIfAbsent(group, key -> new ArrayList<>());
          if (!same.contains(place)) {
            same.add(place);
          }
        }
      }
      for (List<Place> places : groups.values()) {
        units.add(new Unit(units.size(), action, places));
      }
    }
    return units;
  }
}
