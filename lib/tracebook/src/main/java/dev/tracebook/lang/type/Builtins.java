package dev.tracebook.lang.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The names that a script may use without defining them. */
public final class Builtins {
  private static final Map<String, Type> PLAIN = new TreeMap<>();

  static {
    for (String name : List.of("pid", "tid", "cpu", "rand", "numaid", "uid", "gid")) {
      PLAIN.put(name, Basic.U32);
    }
    for (String name : List.of("nsecs", "elapsed", "cgroup", "ncpus", "jiffies")) {
      PLAIN.put(name, Basic.U64);
    }
    PLAIN.put("comm", new Type.Str(16));
    PLAIN.put("username", new Type.Named(Type.Named.Kind.USERNAME, ""));
    PLAIN.put("kstack", new Type.Stack(false, Limits.FRAMES, "bpftrace"));
    PLAIN.put("ustack", new Type.Stack(true, Limits.FRAMES, "bpftrace"));
  }

  /** Builtins whose type or value depends on the place. */
  static final List<String> OF_PLACE =
      List.of("args", "ctx", "retval", "probe", "probetype", "func");

  private static final List<String> TASK = List.of("curtask", "ppid", "pcomm");

  private Builtins() {}

  static @Nullable Type plain(String name) {
    return PLAIN.get(name);
  }

  /** Whether the name is one of arg0 to arg9. */
  public static boolean isArgument(String name) {
    return name.length() == 4 && name.startsWith("arg") && Character.isDigit(name.charAt(3));
  }

  /** Whether the language defines the name. */
  public static boolean isBuiltin(String name) {
    return PLAIN.containsKey(name)
        || OF_PLACE.contains(name)
        || TASK.contains(name)
        || isArgument(name);
  }

  /** All names, for completion and hints. */
  public static List<String> names() {
    List<String> all = new ArrayList<>(PLAIN.keySet());
    all.addAll(OF_PLACE);
    all.addAll(TASK);
    for (int i = 0; i < 10; i++) {
      all.add("arg" + i);
    }
    Collections.sort(all);
    return all;
  }
}
