package dev.tracebook.lang;

import dev.tracebook.error.Nearest;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.host.Binaries;
import dev.tracebook.host.FunctionSymbol;
import dev.tracebook.host.Glob;
import dev.tracebook.host.Tracepoints;
import dev.tracebook.host.UsdtArgument;
import dev.tracebook.host.UsdtProbe;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The probes that there are, as {@code bpftrace -l} lists them. */
public final class ProbeList {
  private static final int MOST = 10_000;
  private static final List<String> KINDS =
      List.of("tracepoint", "rawtracepoint", "uprobe", "uretprobe", "usdt");

  private record Row(String probe, String arguments) {}

  private ProbeList() {}

  /**
   * Lists probes.
   *
   * @param pattern a probe as bpftrace spells it, with {@code *} and {@code ?}; without a kind, a
   *     part of the name of a tracepoint
   * @return a table with the columns probe and arguments; at most 10,000 rows
   * @throws UnknownNameException when nothing matches
   */
  public static Table table(String pattern) {
    List<Row> rows = rows(pattern.strip()).limit(MOST).toList();
    if (rows.isEmpty()) {
      throw new UnknownNameException(
          "no probe matches \"" + pattern + "\"",
          hint(pattern),
          "probes(\"tracepoint:*\") lists all of the kernel",
          "https://docs.bpftrace.org/");
    }
    return Table.create(
        "probes",
        StringColumn.create("probe", rows.stream().map(Row::probe).toList()),
        StringColumn.create("arguments", rows.stream().map(Row::arguments).toList()));
  }

  private static String hint(String pattern) {
    String[] parts = pattern.split(":", -1);
    return parts.length > 1 && (parts[0].equals("tracepoint") || parts[0].equals("t"))
        ? Nearest.hint(parts[1], Tracepoints.categories())
        : KINDS.contains(parts[0]) ? "there is none of this name" : Nearest.hint(parts[0], KINDS);
  }

  private static Stream<Row> rows(String pattern) {
    String[] parts = pattern.split(":", 3);
    return switch (parts[0]) {
      case "tracepoint", "t" ->
          tracepoints(parts.length == 1 ? "*:*" : pattern.substring(parts[0].length() + 1));
      case "rawtracepoint", "rt" ->
          Tracepoints.rawNames().stream()
              .filter(Glob.of(parts.length == 1 ? "*" : parts[1]))
              .map(each -> new Row("rawtracepoint:" + each, ""));
      case "usdt", "U" -> parts.length == 1 ? Stream.empty() : usdt(parts);
      case "uprobe", "u" -> parts.length == 1 ? Stream.empty() : functions("uprobe", parts);
      case "uretprobe", "ur" -> parts.length == 1 ? Stream.empty() : functions("uretprobe", parts);
      default -> pattern.contains(":") ? Stream.empty() : tracepoints("*:*" + pattern + "*");
    };
  }

  private static Stream<Row> tracepoints(String pattern) {
    return Tracepoints.list(pattern.endsWith(":") ? pattern + "*" : pattern).stream()
        .map(each -> new Row("tracepoint:" + each, fields(each)));
  }

  private static String fields(String tracepoint) {
    String[] names = tracepoint.split(":", 2);
    return Tracepoints.get(names[0], names[1]).fields().stream()
        .filter(each -> !each.isCommon())
        .map(
            each ->
                each.arrayLength() > 0 && !each.cType().contains("[")
                    ? each.cType() + " " + each.name() + "[" + each.arrayLength() + "]"
                    : each.cType() + (each.cType().endsWith("*") ? "" : " ") + each.name())
        .collect(Collectors.joining(", "));
  }

  private static Stream<Row> functions(String kind, String[] parts) {
    return Binaries.open(parts[1]).find(parts.length == 3 ? parts[2] : "*").stream()
        .map(FunctionSymbol::name)
        .sorted()
        .map(each -> new Row(kind + ":" + parts[1] + ":" + each, ""));
  }

  private static Stream<Row> usdt(String[] parts) {
    String[] names = parts.length == 3 ? parts[2].split(":", 2) : new String[] {"*"};
    String provider = names.length == 2 ? names[0] : "*";
    String name = names[names.length - 1];
    return Binaries.open(parts[1]).usdtProbes().stream()
        .filter(each -> Glob.of(provider).test(each.provider()))
        .filter(each -> Glob.of(name).test(each.name()))
        .map(each -> usdt(parts[1], each))
        .distinct()
        .sorted(Comparator.comparing(Row::probe));
  }

  private static Row usdt(String binary, UsdtProbe probe) {
    List<String> types = probe.arguments().stream().map(UsdtArgument::cType).toList();
    StringBuilder arguments = new StringBuilder();
    for (int i = 0; i < types.size(); i++) {
      arguments.append(i == 0 ? "" : ", ").append(types.get(i)).append(" arg").append(i);
    }
    return new Row(
        "usdt:" + binary + ":" + probe.provider() + ":" + probe.name(), arguments.toString());
  }
}
