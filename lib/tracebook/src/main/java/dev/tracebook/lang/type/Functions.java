package dev.tracebook.lang.type;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The functions of the language with how many arguments they take. */
public final class Functions {
  /**
   * A function.
   *
   * @param least the fewest arguments
   * @param most the most
   * @param usage how it is written, for hints
   */
  public record Function(int least, int most, String usage) {}

  private static final Map<String, Function> ALL = new TreeMap<>();

  static {
    add("count", 0, 0, "@ = count()");
    add("sum", 1, 1, "@ = sum(number)");
    add("avg", 1, 1, "@ = avg(number)");
    add("min", 1, 1, "@ = min(number)");
    add("max", 1, 1, "@ = max(number)");
    add("stats", 1, 1, "@ = stats(number)");
    add("hist", 1, 2, "@ = hist(number[, bits])");
    add("lhist", 4, 4, "@ = lhist(number, min, max, step)");
    add("tseries", 3, 4, "@ = tseries(number, interval, count[, \"avg\"])");
    add("printf", 1, 64, "printf(\"format\", value, ...)");
    add("errorf", 1, 64, "errorf(\"format\", value, ...)");
    add("warnf", 1, 64, "warnf(\"format\", value, ...)");
    add("print", 1, 3, "print(value) or print(@map[, top[, divisor]])");
    add("clear", 1, 1, "clear(@map)");
    add("zero", 1, 1, "zero(@map)");
    add("delete", 1, 2, "delete(@map, key)");
    add("has_key", 2, 2, "has_key(@map, key)");
    add("len", 1, 1, "len(@map)");
    add("exit", 0, 1, "exit()");
    add("time", 0, 1, "time(\"%H:%M:%S\\n\")");
    add("strftime", 2, 2, "strftime(\"%H:%M:%S\", nsecs)");
    add("join", 1, 2, "join(args.argv[, separator])");
    add("cat", 1, 64, "cat(\"/proc/%d/maps\", pid)");
    add("system", 1, 64, "system(\"command\")");
    add("str", 1, 2, "str(pointer[, length])");
    add("kstr", 1, 2, "kstr(pointer[, length])");
    add("buf", 1, 2, "buf(pointer, length)");
    add("strncmp", 3, 3, "strncmp(a, b, length)");
    add("strcontains", 2, 2, "strcontains(text, part)");
    add("strstr", 2, 2, "strstr(text, part)");
    add("strlen", 1, 1, "strlen(text)");
    add("ntop", 1, 2, "ntop([family, ]address)");
    add("pton", 1, 1, "pton(\"127.0.0.1\")");
    add("macaddr", 1, 1, "macaddr(bytes)");
    add("ksym", 1, 1, "ksym(address)");
    add("usym", 1, 1, "usym(address)");
    add("kaddr", 1, 1, "kaddr(\"symbol\")");
    add("uaddr", 1, 1, "uaddr(\"symbol\")");
    add("reg", 1, 1, "reg(\"ip\")");
    add("cgroupid", 1, 1, "cgroupid(\"/sys/fs/cgroup/system.slice\")");
    add("cgroup_path", 1, 2, "cgroup_path(id)");
    add("kstack", 0, 2, "kstack([mode, ]depth)");
    add("ustack", 0, 2, "ustack([mode, ]depth)");
    add("bswap", 1, 1, "bswap(number)");
    add("kptr", 1, 1, "kptr(pointer)");
    add("uptr", 1, 1, "uptr(pointer)");
    add("nsecs", 0, 1, "nsecs([monotonic|boot|tai])");
    add("strerror", 1, 1, "strerror(errno)");
    add("syscall_name", 1, 1, "syscall_name(number)");
    for (String each :
        List.of(
            "pid",
            "tid",
            "uid",
            "gid",
            "cpu",
            "comm",
            "elapsed",
            "rand",
            "cgroup",
            "numaid",
            "ncpus",
            "jiffies",
            "username",
            "curtask",
            "probe",
            "probetype",
            "func",
            "retval",
            "ppid",
            "pcomm")) {
      add(each, 0, 0, each);
    }
  }

  private Functions() {}

  private static void add(String name, int least, int most, String usage) {
    ALL.put(name, new Function(least, most, usage));
  }

  /** The function of that name, or null. */
  public static @Nullable Function find(String name) {
    return ALL.get(name);
  }

  /** All names. */
  public static List<String> names() {
    return List.copyOf(ALL.keySet());
  }
}
