package dev.tracebook.kernel;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an object can be reached from others: through arrays, collections, maps, optionals, and
 * the fields of classes that are not the JDK's. Where it cannot look, as into a thread, the answer
 * is that it may.
 */
final class Reach {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);
  private static final int LIMIT = 100_000;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> queue = new ArrayDeque<>();
  private final Object wanted;

  private Reach(Object wanted) {
    this.wanted = wanted;
  }

  static boolean mayReach(Collection<? extends @Nullable Object> roots, Object wanted) {
    Reach reach = new Reach(wanted);
    roots.forEach(reach::add);
    return reach.search();
  }

  private void add(@Nullable Object next) {
    if (next != null && seen.add(next)) {
      queue.add(next);
    }
  }

  private boolean search() {
    while (!queue.isEmpty()) {
      Object next = queue.remove();
      if (next == wanted || seen.size() > LIMIT || !expand(next)) {
        LOG.debug("{} may hold {}", next.getClass(), wanted);
        return true;
      }
    }
    return false;
  }

  /** Adds what an object holds; false if nobody can tell. */
  private boolean expand(Object object) {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      for (int i = 0; !type.getComponentType().isPrimitive() && i < Array.getLength(object); i++) {
        add(Array.get(object, i));
      }
      return true;
    }
    if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            add(key);
            add(value);
          });
      return true;
    }
    if (object instanceof Collection<?> collection) {
      collection.forEach(this::add);
      return true;
    }
    if (object instanceof Optional<?> optional) {
      add(optional.orElse(null));
      return true;
    }
    return isLeaf(object) || expandFields(object);
  }

  private static boolean isLeaf(Object object) {
    String name = object.getClass().getName();
    return object instanceof CharSequence
        || object instanceof Number
        || object instanceof Boolean
        || object instanceof Character
        || object instanceof Enum<?>
        || object instanceof Class<?>
        || object instanceof Throwable
        || name.startsWith("java.time.")
        || (name.startsWith("java.util.concurrent.atomic.") && !name.contains("Reference"))
        || name.startsWith("java.util.concurrent.locks.")
        || name.startsWith("java.nio.")
        || name.startsWith("sun.nio.")
        || name.startsWith("java.text.")
        || name.equals("java.util.Random")
        || name.equals("java.util.Locale")
        || name.equals("java.lang.Object")
        || name.equals("java.util.OptionalLong");
  }

  private boolean expandFields(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      if (type == Object.class || type == Record.class) {
        continue;
      }
      // The JDK's classes do not show their fields.
      if (type.getModule().isNamed()) {
        return false;
      }
      for (Field field : type.getDeclaredFields()) {
        boolean holds = !Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive();
        if (holds && !addField(field, object)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean addField(Field field, Object object) {
    try {
      field.setAccessible(true);
      add(field.get(object));
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
