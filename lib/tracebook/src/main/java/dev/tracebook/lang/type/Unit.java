package dev.tracebook.lang.type;

import dev.tracebook.lang.tree.Action;
import dev.tracebook.lang.tree.Expr;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An action for some places: what becomes one function of the program. */
public final class Unit {
  private final int number;
  private final Action action;
  private final List<Place> places;
  private final IdentityHashMap<Expr, Type> types = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Variable> variables = new IdentityHashMap<>();
  private final IdentityHashMap<Expr, Expr> meanings = new IdentityHashMap<>();

  Unit(int number, Action action, List<Place> places) {
    this.number = number;
    this.action = action;
    this.places = List.copyOf(places);
  }

  /** The unit's number, from 0. */
  public int number() {
    return number;
  }

  /** What it does. */
  public Action action() {
    return action;
  }

  /** Where it runs; all of one kind, and only one where what it does depends on the place. */
  public List<Place> places() {
    return places;
  }

  /** The place, or one of those that do not differ. */
  public Place place() {
    return places.get(0);
  }

  /** The type of an expression. */
  public Type type(Expr expression) {
    return Objects.requireNonNull(types.get(expression), "not typed");
  }

  /** The variable that a node means. */
  public Variable variable(Object node) {
    return Objects.requireNonNull(variables.get(node), "not declared");
  }

  /** What a name stands for where it is short for an expression, else the expression itself. */
  public Expr meaning(Expr expression) {
    return meanings.getOrDefault(expression, expression);
  }

  void meaning(Expr expression, Expr longer) {
    meanings.put(expression, longer);
  }

  @Nullable Variable known(Object node) {
    return variables.get(node);
  }

  void type(Expr expression, Type type) {
    types.put(expression, type);
  }

  void variable(Object node, Variable variable) {
    variables.put(node, variable);
  }
}
