package dev.tracebook.table;

import dev.tracebook.error.LayoutException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tech.tablesaw.columns.Column;

/** Which Java types hold which members, and how they are read out of a column. */
final class RecordTypes {
  private static final Map<Class<?>, Integer> BITS =
      Map.of(
          byte.class,
          8,
          Byte.class,
          8,
          short.class,
          16,
          Short.class,
          16,
          int.class,
          32,
          Integer.class,
          32,
          long.class,
          64,
          Long.class,
          64);

  private RecordTypes() {}

  /** Whether every value of the member fits; a u64 in a long is checked when it is read. */
  static boolean fits(Field field, Class<?> type) {
    if (type == String.class) {
      return field.count() > 1 || isText(field.kind());
    }
    if (type.isArray()) {
      return field.count() > 1 && fits(element(field), type.getComponentType());
    }
    if (field.count() > 1) {
      return false;
    }
    boolean decimal = type == double.class || type == Double.class;
    return switch (field.kind()) {
      case SIGNED, UNSIGNED ->
          type == BigInteger.class || neededBits(field) <= BITS.getOrDefault(type, 0);
      case WIDE, SIGNED_WIDE -> type == BigInteger.class;
      case FLOATING ->
          decimal || (field.sizeBytes() == 4 && (type == float.class || type == Float.class));
      case BOOL -> type == boolean.class || type == Boolean.class;
      case TEXT, HEX, IPV4, IPV6 -> false;
    };
  }

  private static Field element(Field array) {
    return new Field(array.name(), array.kind(), array.offsetBytes(), array.sizeBytes(), 1);
  }

  private static boolean isText(Field.Kind kind) {
    return switch (kind) {
      case TEXT, HEX, IPV4, IPV6 -> true;
      default -> false;
    };
  }

  private static int neededBits(Field field) {
    int bits = field.bitCount() > 0 ? field.bitCount() : 8 * field.sizeBytes();
    return Math.min(64, field.kind() == Field.Kind.UNSIGNED ? bits + 1 : bits);
  }

  /** The member as C would declare it, near enough to recognise. */
  static String describe(Field field) {
    int bits = field.bitCount() > 0 ? field.bitCount() : 8 * field.sizeBytes();
    String scalar =
        switch (field.kind()) {
          case SIGNED, SIGNED_WIDE -> "signed, " + bits + " bits";
          case UNSIGNED, WIDE -> "unsigned, " + bits + " bits";
          case FLOATING -> "floating, " + bits + " bits";
          case BOOL -> "a bool";
          case TEXT -> "text of " + field.count() + " bytes";
          case HEX, IPV4, IPV6 -> "shown as " + field.kind().name().toLowerCase(Locale.ROOT);
        };
    boolean array = field.count() > 1 && field.kind() != Field.Kind.TEXT;
    return array ? field.count() + " of " + scalar : scalar;
  }

  /** The Java type to declare. */
  static String wanted(Field field) {
    if (isText(field.kind())) {
      return "String";
    }
    String scalar =
        switch (field.kind()) {
          case SIGNED, UNSIGNED -> neededBits(field) <= 32 ? "int" : "long";
          case WIDE, SIGNED_WIDE -> "BigInteger";
          case FLOATING -> "double";
          default -> "boolean";
        };
    return field.count() > 1 ? scalar + "[]" : scalar;
  }

  /** Returns what reads a row's value as the type. */
  static IntFunction<@Nullable Object> reader(Column<?> column, Class<?> type) {
    return row -> {
      if (column.isMissing(row)) {
        if (type.isPrimitive()) {
          throw unfit(column, row, type, "it is missing", null);
        }
        // A record's component of a reference type says "missing" with null.
        return null;
      }
      Object value = column.get(row);
      try {
        return type.isArray() ? array(value.toString(), type) : scalar(value, type);
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw unfit(column, row, type, "it is " + value, e);
      }
    };
  }

  private static LayoutException unfit(
      Column<?> column, int row, Class<?> type, String why, @Nullable Throwable cause) {
    return new LayoutException(
        "row " + row + " of " + column.name() + " is no " + type.getSimpleName(),
        why,
        "declare the component with a type that holds it, such as BigInteger or String",
        StructLayout.SEE,
        cause);
  }

  private static Object scalar(Object value, Class<?> type) {
    if (type == String.class) {
      return value.toString();
    }
    if (type == boolean.class || type == Boolean.class) {
      if (value instanceof Boolean) {
        return value;
      }
      throw new IllegalArgumentException(value.toString());
    }
    BigDecimal number = new BigDecimal(value.toString());
    return switch (type.getSimpleName()) {
      case "byte", "Byte" -> number.byteValueExact();
      case "short", "Short" -> number.shortValueExact();
      case "int", "Integer" -> number.intValueExact();
      case "long", "Long" -> number.longValueExact();
      case "double", "Double" -> number.doubleValue();
      case "float", "Float" -> number.floatValue();
      case "BigInteger" -> number.toBigIntegerExact();
      default -> throw new IllegalArgumentException("no column is read as " + type.getName());
    };
  }

  private static Object array(String text, Class<?> type) {
    if (!text.startsWith("[") || !text.endsWith("]")) {
      throw new IllegalArgumentException(text);
    }
    String[] parts = text.substring(1, text.length() - 1).split(", ", -1);
    Object values = Array.newInstance(type.getComponentType(), parts.length);
    for (int i = 0; i < parts.length; i++) {
      Array.set(values, i, scalar(parts[i], type.getComponentType()));
    }
    return values;
  }
}
