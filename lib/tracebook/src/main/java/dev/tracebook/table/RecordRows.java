package dev.tracebook.table;

import dev.tracebook.error.LayoutException;
import dev.tracebook.error.Nearest;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.api.Table;

/**
 * The rows of a table as Java records, by name: a component is a column, {@code startNs} is {@code
 * start_ns} too, and a component that is a record takes the columns with its name and a dot in
 * front. Columns without a component are left out.
 *
 * <p>Example: {@code record Open(long ts, int pid, String comm) {}} and {@code
 * RecordRows.of(Open.class).read(table)}
 *
 * @param <R> the record
 */
public final class RecordRows<R extends Record> {
  private final Class<R> type;
  private final Constructor<R> constructor;

  private RecordRows(Class<R> type, Constructor<R> constructor) {
    this.type = type;
    this.constructor = constructor;
  }

  /**
   * Begins with a record type.
   *
   * @param <R> the record
   * @param type its class
   * @return what reads rows as this type
   * @throws LayoutException when its constructor cannot be reached: it is in a module that is not
   *     open
   */
  public static <R extends Record> RecordRows<R> of(Class<R> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      if (constructor.trySetAccessible()) {
        return new RecordRows<>(type, constructor);
      }
      throw mismatch(
          "the record " + type.getName() + " cannot be made",
          "its constructor is not accessible from here",
          "declare the record public, and open its package if it is in a module",
          null);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LayoutException mismatch(
      String what, String why, String fix, @Nullable Throwable cause) {
    return new LayoutException(what, why, fix, StructLayout.SEE, cause);
  }

  /**
   * Holds the record against a struct: every component has a member of its name whose values all
   * fit its type. An {@code unsigned} of 4 bytes needs a long; of 8 bytes a long or a BigInteger,
   * where the long makes reading a value beyond 2^63 - 1 an error.
   *
   * @param layout the struct
   * @return this
   * @throws LayoutException when a component has no member, or one of another type; it names both
   */
  public RecordRows<R> check(StructLayout layout) {
    check(layout, type, "");
    return this;
  }

  private static void check(StructLayout layout, Class<?> type, String prefix) {
    for (RecordComponent each : type.getRecordComponents()) {
      if (each.getType().isRecord()) {
        check(layout, each.getType(), prefix + each.getName() + ".");
        continue;
      }
      String member = find(layout.names(), prefix + each.getName(), layout.typeName(), type);
      Field field = layout.fields().get(layout.names().indexOf(member));
      if (!RecordTypes.fits(field, each.getType())) {
        throw mismatch(
            "the record " + type.getSimpleName() + " does not match struct " + layout.typeName(),
            each.getType().getSimpleName()
                + " "
                + each.getName()
                + " cannot hold every value of "
                + member
                + ", which is "
                + RecordTypes.describe(field),
            "declare it as " + RecordTypes.wanted(field) + " " + each.getName(),
            null);
      }
    }
  }

  private static String find(List<String> names, String wanted, String owner, Class<?> type) {
    if (names.contains(wanted)) {
      return wanted;
    }
    List<String> same = names.stream().filter(each -> plain(each).equals(plain(wanted))).toList();
    if (same.size() == 1) {
      return same.get(0);
    }
    throw mismatch(
        "the record " + type.getSimpleName() + " does not match " + owner,
        owner + " has no member \"" + wanted + "\"; " + Nearest.hint(wanted, names),
        "name the components as the members: " + String.join(", ", names),
        null);
  }

  private static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the rows of a table.
   *
   * @param table any table: of a capture, of a map, filtered or from a recording
   * @return a record a row, made when it is asked for
   * @throws LayoutException when a component has no column, or one of another type; when a row is
   *     asked for, also where a value does not fit or is missing
   */
  public List<R> read(Table table) {
    List<IntFunction<@Nullable Object>> readers = readers(table, type, "");
    return new Rows<>(constructor, readers, table.rowCount());
  }

  private static List<IntFunction<@Nullable Object>> readers(
      Table table, Class<?> type, String prefix) {
    List<IntFunction<@Nullable Object>> readers = new ArrayList<>();
    for (RecordComponent each : type.getRecordComponents()) {
      if (each.getType().isRecord()) {
        RecordRows<?> inner = of(each.getType().asSubclass(Record.class));
        List<IntFunction<@Nullable Object>> parts =
            readers(table, each.getType(), prefix + each.getName() + ".");
        readers.add(row -> make(inner.constructor, parts, row));
      } else {
        String name =
            find(table.columnNames(), prefix + each.getName(), "table " + table.name(), type);
        readers.add(RecordTypes.reader(table.column(name), each.getType()));
      }
    }
    return readers;
  }

  private static <T> T make(
      Constructor<T> constructor, List<IntFunction<@Nullable Object>> parts, int row) {
    Object[] values = parts.stream().map(each -> each.apply(row)).toArray();
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw mismatch(
          "row " + row + " is no " + constructor.getDeclaringClass().getSimpleName(),
          "its constructor threw " + e.getCause(),
          "accept every value that the struct can hold",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The rows, each made when it is asked for: ten million need no memory. */
  private static final class Rows<R> extends AbstractList<R> implements RandomAccess {
    private final Constructor<R> constructor;
    private final List<IntFunction<@Nullable Object>> readers;
    private final int size;

    Rows(Constructor<R> constructor, List<IntFunction<@Nullable Object>> readers, int size) {
      this.constructor = constructor;
      this.readers = readers;
      this.size = size;
    }

    @Override
    public R get(int row) {
      return make(constructor, readers, Objects.checkIndex(row, size));
    }

    @Override
    public int size() {
      return size;
    }
  }
}
