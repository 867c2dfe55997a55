package dev.tracebook.lang.type;

import java.util.List;
import java.util.function.Supplier;

/**
 * What a value is. Every value is kept in a multiple of 8 bytes in events, keys and map values:
 * integers sign- or zero-extended to 64 bits, strings padded with zeros.
 */
public sealed interface Type {
  /** How many bytes the value takes in events, keys and map values; a multiple of 8. */
  int stored();

  /** Whether a C variable of 64 bits holds it; else it is memory that is pointed to. */
  default boolean scalar() {
    return false;
  }

  /** What sizeof gives. */
  default int size() {
    return stored();
  }

  /** The name in error messages. */
  String shown();

  /** An integer: a literal takes the sign of what it meets. */
  record Int(int bytes, boolean signed, boolean literal) implements Type {
    @Override
    public int stored() {
      return 8;
    }

    @Override
    public boolean scalar() {
      return true;
    }

    @Override
    public int size() {
      return bytes;
    }

    @Override
    public String shown() {
      return (signed ? "int" : "uint") + bytes * 8;
    }
  }

  /** A value of an enum, printed by name. */
  record Enumerated(String tag, EnumNames names) implements Type {
    @Override
    public int stored() {
      return 8;
    }

    @Override
    public boolean scalar() {
      return true;
    }

    @Override
    public int size() {
      return 4;
    }

    @Override
    public String shown() {
      return "enum " + tag;
    }
  }

  /** true or false. */
  record Bool() implements Type {
    @Override
    public int stored() {
      return 8;
    }

    @Override
    public boolean scalar() {
      return true;
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public String shown() {
      return "bool";
    }
  }

  /** Text of at most that many bytes, the closing zero included. */
  record Str(int capacity) implements Type {
    @Override
    public int stored() {
      return up(capacity);
    }

    @Override
    public int size() {
      return capacity;
    }

    @Override
    public String shown() {
      return "string[" + capacity + "]";
    }
  }

  /** Bytes of a length known when they are read; the length is kept in front. */
  record Buf(int capacity) implements Type {
    @Override
    public int stored() {
      return 8 + up(capacity);
    }

    @Override
    public int size() {
      return capacity;
    }

    @Override
    public String shown() {
      return "buffer[" + capacity + "]";
    }
  }

  /** A tuple, or a record where there are names. */
  record Tuple(List<Type> elements, List<String> names) implements Type {
    @Override
    public int stored() {
      return elements.stream().mapToInt(Type::stored).sum();
    }

    /** Where an element begins. */
    public int offset(int index) {
      return elements.subList(0, index).stream().mapToInt(Type::stored).sum();
    }

    @Override
    public int size() {
      int at = 0;
      int most = 1;
      for (Type each : elements) {
        int align = each.scalar() ? each.size() : each instanceof Str ? 1 : 8;
        most = Math.max(most, align);
        at = (at + align - 1) / align * align + each.size();
      }
      return (at + most - 1) / most * most;
    }

    @Override
    public String shown() {
      return "(" + String.join(", ", elements.stream().map(Type::shown).toList()) + ")";
    }
  }

  /** An address; what it points to is looked up when it is needed, since types are recursive. */
  record Pointer(String target, Supplier<Type> type) implements Type {
    @Override
    public int stored() {
      return 8;
    }

    @Override
    public boolean scalar() {
      return true;
    }

    @Override
    public String shown() {
      return target + " *";
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Pointer p && p.target.equals(target);
    }

    @Override
    public int hashCode() {
      return target.hashCode();
    }
  }

  /** A struct or union of C. */
  record Struct(String name, Layout layout) implements Type {
    @Override
    public int stored() {
      return up(layout.size());
    }

    @Override
    public int size() {
      return layout.size();
    }

    @Override
    public String shown() {
      return name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Struct s && s.name.equals(name) && s.size() == size();
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  /** An array of C. */
  record Array(Type element, int length) implements Type {
    @Override
    public int stored() {
      return up(size());
    }

    @Override
    public int size() {
      return element.size() * length;
    }

    @Override
    public String shown() {
      return element.shown() + "[" + length + "]";
    }
  }

  /** A kernel or user stack: its number in a stack map, and the process for user stacks. */
  record Stack(boolean user, int depth, String mode) implements Type {
    @Override
    public int stored() {
      return 16;
    }

    @Override
    public String shown() {
      return user ? "ustack" : "kstack";
    }
  }

  /** A value that user space turns into text: its words are described by the kind. */
  record Named(Kind kind, String detail) implements Type {
    /** What stands in the words. */
    public enum Kind {
      /** A kernel address. */
      KSYM(8),
      /** A user address and the process. */
      USYM(16),
      /** Family and 16 bytes of an IP address. */
      INET(24),
      /** Six bytes. */
      MAC(8),
      /** Nanoseconds since boot; the detail is the format of strftime. */
      TIMESTAMP(8),
      /** A user's id. */
      USERNAME(8),
      /** A cgroup's id. */
      CGROUP_PATH(8),
      /** An errno. */
      ERROR(8),
      /** A system call's number. */
      SYSCALL(8);

      final int stored;

      Kind(int stored) {
        this.stored = stored;
      }
    }

    @Override
    public int stored() {
      return kind.stored;
    }

    @Override
    public String shown() {
      return kind.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** What an aggregating function keeps in a map; see {@link Aggregation}. */
  record Aggregated(Aggregation how) implements Type {
    @Override
    public int stored() {
      return how.words() * 8;
    }

    @Override
    public String shown() {
      return how.name();
    }
  }

  /** No value. */
  record None() implements Type {
    @Override
    public int stored() {
      return 0;
    }

    @Override
    public String shown() {
      return "nothing";
    }
  }

  /** Not known yet: the map is assigned further down. */
  record Unknown() implements Type {
    @Override
    public int stored() {
      return 8;
    }

    @Override
    public boolean scalar() {
      return true;
    }

    @Override
    public String shown() {
      return "unknown";
    }
  }

  private static int up(int bytes) {
    return (bytes + 7) & ~7;
  }
}
