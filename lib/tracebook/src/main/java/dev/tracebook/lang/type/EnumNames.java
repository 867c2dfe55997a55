package dev.tracebook.lang.type;

import java.util.Map;

/**
 * The names of an enum's values.
 *
 * @param byValue name by value
 */
public record EnumNames(Map<Long, String> byValue) {
  /** The name, or the number where no enumerator has it. */
  public String text(long value) {
    return byValue.getOrDefault(value, Long.toString(value));
  }

  @Override
  public boolean equals(Object other) {
    return other == this;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
