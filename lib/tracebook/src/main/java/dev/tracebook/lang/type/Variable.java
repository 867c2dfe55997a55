package dev.tracebook.lang.type;

import dev.tracebook.lang.tree.Span;

/** A scratch variable: declared where it is first assigned in its block. */
public final class Variable {
  private final String name;
  private final Span declared;
  private Type type = Basic.UNKNOWN;

  Variable(String name, Span declared) {
    this.name = name;
    this.declared = declared;
  }

  /** Its name without the dollar. */
  public String name() {
    return name;
  }

  /** Where it is declared. */
  public Span declared() {
    return declared;
  }

  /** The type of all its values. */
  public Type type() {
    return type;
  }

  void type(Type wider) {
    type = wider;
  }
}
