package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.bpf.Probe;
import dev.tracebook.host.SymbolCache;
import java.util.HashMap;
import java.util.Map;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which threads are started, by whom, under which name, with which start routine.
 *
 * <p>A row a thread: {@code time, ktimeNs, pid, tid, comm} (of the thread that started it), {@code
 * name} (its own, as it was last set), {@code routine}: a symbol, else module+offset, else the
 * address where the process had ended before its memory map was read; empty for threads that are
 * not started by the C library's pthread_create, as Go's. Costs 2 to 3 microseconds a thread.
 *
 * <p>Example: {@code threadsnoop().run(seconds(5)).table().countBy("routine")}
 */
public final class Threadsnoop extends EventTool<Threadsnoop> {
  Threadsnoop(Options options) {
    super("threadsnoop", options);
  }

  @Override
  Threadsnoop with(Options changed) {
    return new Threadsnoop(changed);
  }

  @Override
  Threadsnoop resolved() {
    SymbolCache symbols = new SymbolCache();
    if (options.has("pid")) {
      // It may have ended when its threads are named.
      symbols.remember((int) options.number("pid", 0));
    }
    return with(options.with("symbols", symbols));
  }

  @Override
  ModuleBuilder program() {
    return super.program().attach("on_create", Probe.uprobe("c", "pthread_create"));
  }

  @Override
  Table rows(Table events) {
    SymbolCache symbols = options.get("symbols", SymbolCache.class);
    Map<Long, Integer> rows = new HashMap<>();
    LongColumn ktime = LongColumn.create("ktimeNs");
    LongColumn pid = LongColumn.create("pid");
    LongColumn tid = LongColumn.create("tid");
    StringColumn comm = StringColumn.create("comm");
    StringColumn name = StringColumn.create("name");
    StringColumn routine = StringColumn.create("routine");
    var time = events.instantColumn("time").emptyCopy();
    for (Row row : events) {
      long thread = row.getLong("tid");
      if (row.getLong("kind") != 0) {
        Integer at = rows.get(thread);
        if (at != null) {
          name.set(at, row.getString("name"));
        }
        continue;
      }
      // A number that is given again names the newer thread from here on.
      rows.put(thread, ktime.size());
      time.append(row.getInstant("time"));
      ktime.append(row.getLong("ktimeNs"));
      pid.append(row.getLong("pid"));
      tid.append(thread);
      comm.append(row.getString("comm"));
      name.append(row.getString("name"));
      long address = row.getLong("routine");
      routine.append(
          address == 0 ? "" : symbols.user((int) row.getLong("pid"), address).format(false, true));
    }
    return Table.create(name(), time, ktime, pid, tid, comm, name, routine);
  }

  @Override
  String text(Table rows) {
    long first = rows.isEmpty() ? 0 : (long) rows.longColumn("ktimeNs").min();
    return Lines.of(
        rows,
        "%-10s %-8s %-8s %-16s %s",
        "TIME(ms)|PID|TID|NAME|FUNC",
        row ->
            Lines.values(
                "%.3f".formatted((row.getLong("ktimeNs") - first) / 1e6),
                row.getLong("pid"),
                row.getLong("tid"),
                row.getString("name"),
                row.getString("routine")));
  }
}
