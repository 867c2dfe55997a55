package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.ArgumentException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The options that are set on a tool, in the order they were set; immutable.
 *
 * <p>A number, a duration or a flag is a macro of the program: {@code pid} is {@code OPT_PID},
 * {@code minDuration} is {@code OPT_MIN_DURATION_NS}. A text is for Java's side only.
 */
final class Options {
  static final Options NONE = new Options(Map.of());

  private final Map<String, Object> values;

  private Options(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  Options with(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Options(changed);
  }

  Options without(String name) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.remove(name);
    return new Options(changed);
  }

  Options flag(String name) {
    return with(name, true);
  }

  /** A number that must be in a range. */
  Options number(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ArgumentException(
          name + "(" + value + ") is out of range",
          "it must be from " + least + " to " + most,
          "give " + (value < least ? least : most) + ", for example",
          "the tool's documentation");
    }
    return with(name, value);
  }

  Options positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new ArgumentException(
          name + "(" + value + ") is out of range",
          "a duration must be positive",
          name + "(millis(1)), for example",
          "java.time.Duration");
    }
    return with(name, value);
  }

  Options text(String name, String value) {
    if (value.isBlank()) {
      throw new ArgumentException(
          name + "(\"" + value + "\") is empty",
          "it would match everything or nothing",
          "give a text, or leave " + name + " out",
          "the tool's documentation");
    }
    return with(name, value);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name) {
    return String.valueOf(values.getOrDefault(name, ""));
  }

  long number(String name, long otherwise) {
    return values.get(name) instanceof Number number ? number.longValue() : otherwise;
  }

  Duration duration(String name) {
    return get(name, Duration.class);
  }

  /** What must have been set. */
  <E> E get(String name, Class<E> type) {
    return type.cast(Objects.requireNonNull(values.get(name), name));
  }

  /** The elements of a list, none where it was not set. */
  <E> List<E> list(String name, Class<E> type) {
    return values.get(name) instanceof List<?> list
        ? list.stream().<E>map(type::cast).toList()
        : List.of();
  }

  void define(ModuleBuilder program) {
    values.forEach(
        (name, value) -> {
          String macro = "OPT_" + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
          if (value instanceof Duration duration) {
            program.define(macro + "_NS", duration.toNanos() + "ULL");
          } else if (value instanceof Number) {
            program.define(macro, value);
          } else if (value instanceof Boolean) {
            program.define(macro, 1);
          }
        });
  }

  /** Such as {@code .pid(12).failed()}, as a cell spells it. */
  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(each -> "." + each.getKey() + "(" + argument(each.getValue()) + ")")
        .collect(Collectors.joining());
  }

  private static String argument(Object value) {
    if (value instanceof Boolean) {
      return "";
    }
    if (value instanceof Duration duration) {
      return duration.toNanos() % 1_000_000 == 0
          ? "millis(" + duration.toMillis() + ")"
          : "Duration.ofNanos(" + duration.toNanos() + ")";
    }
    return value instanceof String ? "\"" + value + "\"" : value.toString();
  }
}
