package dev.tracebook.chart;

import dev.tracebook.error.ArgumentException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** The largest values of a table as horizontal bars, with names at their left. */
public final class TopBars implements Picture {
  private static final int ROW = 24;
  private static final int TOP = 34;
  private static final int NAMES = 220;
  private static final int VALUES = 90;
  private static final int SIZE = 13;
  private static final int TEXT_WIDTH = 40;

  private record Bar(String name, double value) {}

  private final String title;
  private final List<Bar> bars;

  private TopBars(String title, List<Bar> bars) {
    this.title = title;
    this.bars = List.copyOf(bars);
  }

  static TopBars of(Table table, String keyColumn, String valueColumn, int n) {
    if (n < 1) {
      throw new ArgumentException(
          "there is no chart of " + n + " bars",
          "the count must be positive",
          "bars(table, key, value, 10)",
          "Charts.bars");
    }
    NumericColumn<?> values = Columns.number(table, valueColumn);
    var keys = Columns.any(table, keyColumn);
    List<Bar> all = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      if (!values.isMissing(row)) {
        all.add(new Bar(keys.getUnformattedString(row), values.getDouble(row)));
      }
    }
    all.sort((a, b) -> Double.compare(b.value, a.value));
    List<Bar> top = all.subList(0, Math.min(n, all.size()));
    String rest = top.size() < all.size() ? ", top " + top.size() + " of " + all.size() : "";
    return new TopBars(valueColumn + " by " + keyColumn + rest, top);
  }

  @Override
  public String svg() {
    SvgWriter svg = new SvgWriter(Look.WIDTH, TOP + ROW * bars.size() + 8, title);
    String text = Look.css(Look.TEXT);
    svg.text(NAMES, 20, 15, "start", text, title);
    double widest = Look.WIDTH - NAMES - VALUES;
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = TOP + (double) i * ROW;
      double width = Math.max(1, widest * share(bar));
      String name = SvgWriter.fitted(bar.name, NAMES - 10, SIZE);
      svg.text(NAMES - 8, y + 16, SIZE, "end", text, name);
      svg.box(
          NAMES, y + 3, width, ROW - 6, Look.css(Look.BAR), bar.name + ": " + number(bar.value));
      svg.text(NAMES + width + 6, y + 16, SIZE, "start", text, number(bar.value));
    }
    return svg.end();
  }

  private double share(Bar bar) {
    double most = bars.get(0).value;
    return most <= 0 ? 0 : Math.max(0, bar.value) / most;
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.3f", value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(title).append('\n');
    int widest = bars.stream().mapToInt(each -> each.name.length()).max().orElse(1);
    for (Bar bar : bars) {
      String line = "@".repeat((int) (TEXT_WIDTH * share(bar)));
      text.append(
          String.format(
              Locale.ROOT,
              "%" + widest + "s %12s |%-" + TEXT_WIDTH + "s|%n",
              bar.name,
              number(bar.value),
              line));
    }
    return text.toString();
  }
}
