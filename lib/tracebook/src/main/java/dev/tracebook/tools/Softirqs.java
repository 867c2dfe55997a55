package dev.tracebook.tools;

import dev.tracebook.bpf.BpfModule;
import dev.tracebook.chart.Charts;
import dev.tracebook.host.Tracepoints;
import dev.tracebook.table.KeyedHistogram;
import java.util.Map;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How much time soft interrupts take, by kind.
 *
 * <p>A row a kind: {@code softirq, count, totalNs}, those with most time first; or with {@link
 * #dist} a histogram a kind. Costs about 0.3 microseconds a soft interrupt.
 *
 * <p>Example: {@code softirqs().dist().run(seconds(5))}
 */
public final class Softirqs extends HistogramTool<Softirqs> {
  Softirqs(Options options) {
    super("softirqs", options);
  }

  @Override
  Softirqs with(Options changed) {
    return new Softirqs(changed);
  }

  /**
   * The times as a histogram a kind, BCC's {@code -d}.
   *
   * @return the tool with this option
   */
  public Softirqs dist() {
    return with(options.flag("dist"));
  }

  /**
   * In nanoseconds, BCC's {@code -N}: of the histograms and of the text.
   *
   * @return the tool with this option
   */
  public Softirqs nanoseconds() {
    return with(options.flag("nanoseconds"));
  }

  @Override
  String unit() {
    return options.has("nanoseconds") ? "nsecs" : "usecs";
  }

  @Override
  Table keyed(Table entries) {
    return Table.create(
        entries.name(),
        names(entries.longColumn("vec")),
        entries.column("slot"),
        entries.column("value"));
  }

  @Override
  String heading(KeyedHistogram histograms) {
    return "softirq";
  }

  private static StringColumn names(LongColumn numbers) {
    Map<Long, String> known = Tracepoints.get("irq", "softirq_entry").symbols("vec");
    StringColumn names = StringColumn.create("softirq");
    numbers.forEach(each -> names.append(known.getOrDefault(each, String.valueOf(each))));
    return names;
  }

  @Override
  Result read(BpfModule module) {
    if (options.has("dist")) {
      return super.read(module);
    }
    Table all = module.map("counts").table();
    Table counts = all.where(all.longColumn("count").isGreaterThan(0));
    Table rows =
        Table.create(
                name(),
                names(counts.longColumn("key")),
                counts.column("count"),
                counts.column("totalNs"))
            .sortDescendingOn("totalNs");
    int divisor = options.has("nanoseconds") ? 1 : 1000;
    return new Result(
        (long) counts.longColumn("count").sum(),
        rows,
        java.util.List.of(),
        capture ->
            capture
                .withPicture(() -> Charts.bars(rows, "softirq", "totalNs", rows.rowCount() + 1))
                .withText(
                    () ->
                        Lines.of(
                            rows.sortAscendingOn("totalNs"),
                            "%-16s %11s",
                            "SOFTIRQ|TOTAL_" + unit(),
                            row ->
                                Lines.values(
                                    row.getString("softirq"), row.getLong("totalNs") / divisor))));
  }
}
