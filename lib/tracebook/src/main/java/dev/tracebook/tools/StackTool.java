package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.bpf.StackTraces;
import dev.tracebook.chart.FlameGraph;
import dev.tracebook.host.KernelSymbols;
import dev.tracebook.host.Symbol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A tool that counts by stacks, and draws them as a flame graph.
 *
 * <p>A row a stack of a process: {@code comm, pid, stack} (functions from the outermost on, with
 * semicolons between; the kernel's end in _[k], as BCC's {@code -a} and {@code -f} write them), and
 * what was counted; most first. A function without a symbol is its module and offset, or its
 * address where its process was gone at the end.
 *
 * @param <T> the tool
 */
public abstract class StackTool<T extends StackTool<T>> extends MapTool<T> {
  private static final int EEXIST = -17;
  private static final int ENOMEM = -12;

  private record Key(String comm, long pid, long tid, String stack) {}

  StackTool(String name, Options options) {
    super(name, options);
  }

  /** The unit of what is counted, for the flame graph. */
  abstract String unit();

  /** The name of the column with the counts. */
  abstract String valueColumn();

  /** How many events the rows stand for. */
  abstract long events(Table rows);

  /** What the text shows of a count. */
  abstract long shown(long value);

  /**
   * Only one process, BCC's {@code -p}.
   *
   * @param pid the process, which must be there when the capture starts
   * @return the tool with this option
   */
  public T pid(int pid) {
    return with(options.number("pid", pid, 1, Integer.MAX_VALUE));
  }

  /**
   * Only one thread, BCC's {@code -t} and {@code -L}.
   *
   * @param tid the thread
   * @return the tool with this option
   */
  public T tid(int tid) {
    return with(options.number("tid", tid, 1, Integer.MAX_VALUE));
  }

  /**
   * Without the kernel's functions, BCC's {@code -U}.
   *
   * @return the tool with this option
   */
  public T userStacksOnly() {
    return with(options.without("kernelStacksOnly").flag("userStacksOnly"));
  }

  /**
   * Only the kernel's functions, BCC's {@code -K}.
   *
   * @return the tool with this option
   */
  public T kernelStacksOnly() {
    return with(options.without("userStacksOnly").flag("kernelStacksOnly"));
  }

  /**
   * Stacks by thread; the table has a column {@code tid} too.
   *
   * @return the tool with this option
   */
  public T perThread() {
    return with(options.flag("perThread"));
  }

  @Override
  final Result read(BpfModule module) {
    Table counts = module.map("counts").table();
    StackTraces stacks = module.stacks("stacks");
    Map<Key, Long> sums = new LinkedHashMap<>();
    long lost = 0;
    for (var row : counts) {
      long user = row.getLong("userStack");
      long kernel = row.getLong("kernelStack");
      lost += isLost(user) || isLost(kernel) ? 1 : 0;
      int pid = (int) row.getLong("pid");
      List<String> frames = new ArrayList<>();
      frames.addAll(names(stacks.user(user, pid), ""));
      if (isLost(user)) {
        frames.add("[Missed User Stack]");
      }
      if (isLost(kernel)) {
        frames.add("[Missed Kernel Stack]");
      }
      frames.addAll(names(stacks.kernel(kernel), "_[k]"));
      Key key = new Key(row.getString("comm"), pid, row.getLong("tid"), String.join(";", frames));
      sums.merge(key, row.getLong("value"), Long::sum);
    }
    List<String> notes = new ArrayList<>(full(module, "counts"));
    if (lost > 0) {
      notes.add(
          "%,d stacks did not fit into the kernel's table and are marked Missed".formatted(lost));
    }
    if (sums.keySet().stream().anyMatch(key -> key.stack.contains("0xffff"))) {
      String problem = KernelSymbols.read().problem();
      if (!problem.isEmpty()) {
        notes.add("the kernel's functions have no names: " + problem);
      }
    }
    return result(sums, notes);
  }

  private static boolean isLost(long id) {
    return id == EEXIST || id == ENOMEM;
  }

  /** The functions from the outermost on; a semicolon in a name would divide it. */
  private static List<String> names(List<Symbol> innermostFirst, String suffix) {
    List<String> names =
        innermostFirst.stream()
            .map(each -> each.format(false, false).replace(';', ':') + suffix)
            .collect(Collectors.toCollection(ArrayList::new));
    Collections.reverse(names);
    return names;
  }

  private Result result(Map<Key, Long> sums, List<String> notes) {
    StringColumn comm = StringColumn.create("comm");
    LongColumn pid = LongColumn.create("pid");
    LongColumn tid = LongColumn.create("tid");
    StringColumn stack = StringColumn.create("stack");
    LongColumn value = LongColumn.create(valueColumn());
    Map<String, Long> folded = new LinkedHashMap<>();
    sums.entrySet().stream()
        .sorted(Map.Entry.<Key, Long>comparingByValue().reversed())
        .forEach(
            each -> {
              Key key = each.getKey();
              comm.append(key.comm);
              pid.append(key.pid);
              tid.append(key.tid);
              stack.append(key.stack);
              value.append(each.getValue());
              String line = key.stack.isEmpty() ? key.comm : key.comm + ";" + key.stack;
              folded.merge(line, each.getValue(), Long::sum);
            });
    Table table = Table.create(name(), comm, pid);
    if (options.has("perThread")) {
      table.addColumns(tid);
    }
    table.addColumns(stack, value);
    return new Result(
        events(table),
        table,
        notes,
        capture ->
            capture
                .withPicture(() -> FlameGraph.of(name(), unit(), folded))
                .withText(() -> text(table)));
  }

  /** The least first, so that the most are what a terminal shows last, as BCC has it. */
  private String text(Table table) {
    StringBuilder text = new StringBuilder();
    for (int row = table.rowCount() - 1; row >= 0; row--) {
      List<String> frames =
          new ArrayList<>(List.of(table.stringColumn("stack").get(row).split(";", -1)));
      Collections.reverse(frames);
      frames.forEach(each -> text.append("    ").append(each).append('\n'));
      text.append(
          "    -                %s (%d)\n        %d\n\n"
              .formatted(
                  table.stringColumn("comm").get(row),
                  table.longColumn("pid").getLong(row),
                  shown(table.longColumn(valueColumn()).getLong(row))));
    }
    return text.toString();
  }
}
