package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How long disk I/O takes, as a histogram; from the issue to the device until its completion.
 *
 * <p>A row a bin: {@code disk} and {@code flags} where they are asked for, {@code lowUs, highUs,
 * count}. Costs about 1 microsecond an I/O.
 *
 * <p>Example: {@code biolatency().perDisk().run(seconds(10))}
 */
public final class Biolatency extends HistogramTool<Biolatency> {
  Biolatency(Options options) {
    super("biolatency", options);
  }

  @Override
  Biolatency with(Options changed) {
    return new Biolatency(changed);
  }

  /**
   * With the time in the kernel's queue, BCC's {@code -Q}.
   *
   * @return the tool with this option
   */
  public Biolatency queued() {
    return with(options.flag("queued"));
  }

  /**
   * In milliseconds, BCC's {@code -m}; columns are {@code lowMs, highMs}.
   *
   * @return the tool with this option
   */
  public Biolatency milliseconds() {
    return with(options.flag("milliseconds"));
  }

  /**
   * A histogram a disk, BCC's {@code -D}.
   *
   * @return the tool with this option
   */
  public Biolatency perDisk() {
    return with(options.flag("perDisk"));
  }

  /**
   * A histogram a kind of I/O, such as Sync-Write; BCC's {@code -F}.
   *
   * @return the tool with this option
   */
  public Biolatency perFlag() {
    return with(options.flag("perFlag"));
  }

  /**
   * Only I/O of one disk, BCC's {@code -d}.
   *
   * @param name such as {@code sda}; it must be there when the capture starts
   * @return the tool with this option
   */
  public Biolatency disk(String name) {
    return with(options.text("disk", name));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    if (options.has("disk")) {
      program.define("OPT_DEV", Disks.read().number(options.text("disk")));
    }
    return program;
  }

  @Override
  String unit() {
    return options.has("milliseconds") ? "msecs" : "usecs";
  }

  @Override
  Table keyed(Table entries) {
    Table table = Table.create(entries.name());
    if (options.has("perDisk")) {
      Disks disks = Disks.read();
      StringColumn names = StringColumn.create("disk");
      entries.longColumn("dev").forEach(dev -> names.append(disks.name(dev)));
      table.addColumns(names);
    }
    if (options.has("perFlag")) {
      StringColumn flags = StringColumn.create("flags");
      entries.stringColumn("rwbs").forEach(rwbs -> flags.append(IoFlags.text(rwbs)));
      table.addColumns(flags);
    }
    return table.addColumns(entries.column("slot"), entries.column("value"));
  }
}
