package dev.tracebook.tools;

import dev.tracebook.bpf.ModuleBuilder;
import dev.tracebook.error.ArgumentException;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which files are opened, by whom, and with what result.
 *
 * <p>A row an open: {@code time, ktimeNs, uid, pid, tid, comm, fd} (missing where it failed),
 * {@code errno} (0 where it did not), {@code error} (such as ENOENT), {@code flags, path} (as the
 * program gave it; ends with … where it was longer than 255 bytes). Costs about 1 microsecond an
 * open.
 *
 * <p>Example: {@code opensnoop().failed().run(seconds(5)).table().countBy("path")}
 */
public final class Opensnoop extends EventTool<Opensnoop> {
  Opensnoop(Options options) {
    super("opensnoop", options);
  }

  @Override
  Opensnoop with(Options changed) {
    return new Opensnoop(changed);
  }

  /**
   * Only opens that failed, BCC's {@code -x}.
   *
   * @return the tool with this option
   */
  public Opensnoop failed() {
    return with(options.flag("failed"));
  }

  /**
   * Only opens with one of these flags, BCC's {@code -f}.
   *
   * @param flags such as {@code O_WRONLY}, {@code O_CREAT}
   * @return the tool with this option
   * @throws dev.tracebook.error.UnknownNameException for a name that is no flag
   */
  public Opensnoop flagFilter(String... flags) {
    if (flags.length == 0) {
      throw new ArgumentException(
          "flagFilter() names no flag",
          "nothing would be shown",
          "flagFilter(\"O_CREAT\"), for example",
          "man 2 open");
    }
    OpenFlags.bits(flags);
    return with(options.text("flagFilter", String.join("|", flags)));
  }

  @Override
  ModuleBuilder program() {
    ModuleBuilder program = super.program();
    if (options.has("flagFilter")) {
      String[] flags = options.text("flagFilter").split("\\|", -1);
      program.define("OPT_FLAG_FILTER", OpenFlags.bits(flags));
    }
    return program;
  }

  @Override
  Table rows(Table events) {
    IntColumn fd = IntColumn.create("fd");
    IntColumn errno = IntColumn.create("errno");
    StringColumn error = StringColumn.create("error");
    StringColumn flags = StringColumn.create("flags");
    StringColumn path = StringColumn.create("path");
    for (var row : events) {
      int ret = (int) row.getLong("ret");
      if (ret >= 0) {
        fd.append(ret);
      } else {
        fd.appendMissing();
      }
      errno.append(Math.max(0, -ret));
      error.append(ErrnoNames.of(Math.max(0, -ret)));
      flags.append(OpenFlags.text((int) row.getLong("flags")));
      path.append(row.getString("path") + (row.getLong("truncated") != 0 ? "…" : ""));
    }
    return events
        .selectColumns("time", "ktimeNs", "uid", "pid", "tid", "comm")
        .addColumns(fd, errno, error, flags, path);
  }

  @Override
  String text(Table rows) {
    return Lines.of(
        rows,
        "%-6s %-16s %4s %3s %s",
        "PID|COMM|FD|ERR|PATH",
        row ->
            Lines.values(
                row.getLong("pid"),
                row.getString("comm"),
                row.isMissing("fd") ? -1 : row.getInt("fd"),
                row.getInt("errno"),
                row.getString("path")));
  }
}
