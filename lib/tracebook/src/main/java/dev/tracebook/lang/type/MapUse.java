package dev.tracebook.lang.type;

import dev.tracebook.lang.tree.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a script does with a map: found over all its actions. */
public final class MapUse {
  private final String name;
  private final int number;
  private final Span first;
  private @Nullable List<Type> keys;
  private Type value = Basic.UNKNOWN;
  private String kind = "hash";
  private long entries = Limits.MAP_ENTRIES;
  private List<String> keyNames = List.of();
  private boolean readInKernel;
  private boolean iterated;

  MapUse(String name, int number, Span first) {
    this.name = name;
    this.number = number;
    this.first = first;
  }

  /** The name without the at sign. */
  public String name() {
    return name;
  }

  /** The map's number, from 0 in the order of first use. */
  public int number() {
    return number;
  }

  /** Where it is used first. */
  public Span first() {
    return first;
  }

  /** The types of its keys: null before they are known, empty where it has none. */
  public @Nullable List<Type> keys() {
    return keys;
  }

  /** The keys' types, empty where it has none. */
  public List<Type> keyTypes() {
    return keys == null ? List.of() : keys;
  }

  /** Whether it has keys. */
  public boolean keyed() {
    return !keyTypes().isEmpty();
  }

  /** The type of its values. */
  public Type value() {
    return value;
  }

  /** How its values are aggregated, or null. */
  public @Nullable Aggregation aggregation() {
    return value instanceof Type.Aggregated aggregated ? aggregated.how() : null;
  }

  /** The kind that it is declared as: hash, lruhash, percpuhash, percpulruhash. */
  public String kind() {
    return kind;
  }

  /** How many entries it may have. */
  public long entries() {
    return entries;
  }

  /** Whether a program reads the sum over CPUs. */
  public boolean readInKernel() {
    return readInKernel;
  }

  /** Whether a program walks over it. */
  public boolean iterated() {
    return iterated;
  }

  /** How the script writes a part of the key, such as {@code comm}. */
  public String keyName(int index) {
    return index < keyNames.size()
        ? keyNames.get(index)
        : keyed() && keyTypes().size() == 1 ? "key" : "key" + (index + 1);
  }

  void keyNames(List<String> names) {
    if (keyNames.isEmpty()) {
      keyNames = List.copyOf(names);
    }
  }

  /** Bytes of its key: 8 where it has none. */
  public int keyBytes() {
    return keyed() ? keyTypes().stream().mapToInt(Type::stored).sum() : 8;
  }

  /** The keys as one type. */
  public Type.Tuple key() {
    return new Type.Tuple(keyTypes(), List.of());
  }

  void keys(List<Type> types) {
    keys = types;
  }

  void value(Type type) {
    value = type;
  }

  void declare(String declaredKind, long declaredEntries) {
    kind = declaredKind;
    entries = declaredEntries;
  }

  void readInKernel(boolean on) {
    readInKernel = on;
  }

  void iterated(boolean on) {
    iterated = on;
  }
}
