package dev.tracebook.chart;

import dev.tracebook.error.ArgumentException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks as a flame graph (Brendan Gregg): a box a function, as wide as its share of the samples,
 * on top of its caller; neighbours are in the order of their names. The whole name and the samples
 * show when the mouse is over a box.
 *
 * <p>Example: {@code FlameGraph.of(Map.of("main;read;copy", 12L, "main;write", 3L))}
 */
public final class FlameGraph implements Picture {
  private static final int WIDTH = 960;
  private static final int ROW = 18;
  private static final int TOP = 30;
  private static final int SIZE = 12;
  private static final double NARROWEST = 0.3;

  /** One function under one caller. */
  private static final class Frame {
    final Map<String, Frame> callees = new TreeMap<>();
    long samples;

    int depth() {
      return 1 + callees.values().stream().mapToInt(Frame::depth).max().orElse(0);
    }
  }

  private final String title;
  private final String unit;
  private final Frame root = new Frame();

  private FlameGraph(String title, String unit) {
    this.title = title;
    this.unit = unit;
  }

  /**
   * Makes a flame graph.
   *
   * @param folded samples by stack: functions from the outermost on, with semicolons between
   * @return the picture
   */
  public static FlameGraph of(Map<String, Long> folded) {
    return of("flame graph", "samples", folded);
  }

  /**
   * Makes a flame graph with a title.
   *
   * @param title what was measured
   * @param unit of what the counts are, such as {@code samples} or {@code ns}
   * @param folded counts by stack: functions from the outermost on, with semicolons between
   * @return the picture
   * @throws ArgumentException when a count is negative
   */
  public static FlameGraph of(String title, String unit, Map<String, Long> folded) {
    FlameGraph graph = new FlameGraph(title, unit);
    folded.forEach(graph::add);
    return graph;
  }

  /**
   * Reads folded stacks as text, the format of BCC's {@code profile -f} and of flamegraph.pl.
   *
   * @param folded a line a stack: functions with semicolons between, a space, the count
   * @return the picture
   * @throws ArgumentException when a line is none of these
   */
  public static FlameGraph ofText(String folded) {
    FlameGraph graph = new FlameGraph("flame graph", "samples");
    for (String line : folded.lines().filter(each -> !each.isBlank()).toList()) {
      int space = line.stripTrailing().lastIndexOf(' ');
      try {
        graph.add(line.substring(0, space), Long.parseLong(line.substring(space + 1).strip()));
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw problem("the line \"" + line + "\" has no count", e);
      }
    }
    return graph;
  }

  private static ArgumentException problem(String why, RuntimeException cause) {
    return new ArgumentException(
        "these are no folded stacks",
        why,
        "write a line as main;read;copy 12",
        "https://github.com/brendangregg/FlameGraph#2-fold-stacks",
        cause);
  }

  private void add(String stack, long samples) {
    if (samples < 0) {
      throw problem(stack + " has " + samples + " samples", new IllegalArgumentException());
    }
    Frame at = root;
    at.samples += samples;
    for (String function : stack.split(";", -1)) {
      at = at.callees.computeIfAbsent(function, name -> new Frame());
      at.samples += samples;
    }
  }

  /**
   * Counts the samples.
   *
   * @return the sum over all stacks
   */
  public long samples() {
    return root.samples;
  }

  @Override
  public String svg() {
    int height = TOP + root.depth() * ROW + 6;
    SvgWriter svg = new SvgWriter(WIDTH, height, title);
    svg.text(WIDTH / 2.0, 18, 15, "middle", Look.css(Look.TEXT), title);
    if (root.samples > 0) {
      draw(svg, "all", root, 0, height - 6 - ROW);
    }
    return svg.end();
  }

  private void draw(SvgWriter svg, String name, Frame frame, double x, double y) {
    double width = (double) WIDTH * frame.samples / root.samples;
    if (width < NARROWEST) {
      return;
    }
    String tip =
        String.format(
            Locale.ROOT,
            "%s: %,d %s, %.2f %%",
            name,
            frame.samples,
            unit,
            100.0 * frame.samples / root.samples);
    svg.box(x, y, Math.max(NARROWEST, width - 0.5), ROW - 1, colour(name), tip);
    String label = SvgWriter.fitted(name, width - 6, SIZE);
    if (!label.isEmpty()) {
      svg.text(x + 3, y + 13, SIZE, "start", "#1c1206", label);
    }
    double at = x;
    for (Map.Entry<String, Frame> each : frame.callees.entrySet()) {
      draw(svg, each.getKey(), each.getValue(), at, y - ROW);
      at += (double) WIDTH * each.getValue().samples / root.samples;
    }
  }

  /** Warm for user functions, blue for the kernel's, whose names end in _[k] (BCC's -a). */
  private static String colour(String name) {
    int hash = name.hashCode() * 0x9E3779B1;
    boolean kernel = name.endsWith("_[k]");
    int hue = (kernel ? 195 : 18) + ((hash >>> 24) * (kernel ? 25 : 32)) / 256;
    int lightness = 62 + ((hash >>> 16 & 0xff) * 12) / 256;
    return String.format(Locale.ROOT, "hsl(%d,75%%,%d%%)", hue, lightness);
  }

  /** The stacks in folded form, a line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    fold(text, "", root);
    return text.toString();
  }

  private static void fold(StringBuilder text, String prefix, Frame frame) {
    long own = frame.samples;
    for (Map.Entry<String, Frame> each : frame.callees.entrySet()) {
      own -= each.getValue().samples;
    }
    if (own > 0 && !prefix.isEmpty()) {
      text.append(prefix).append(' ').append(own).append('\n');
    }
    frame.callees.forEach(
        (name, callee) -> fold(text, prefix.isEmpty() ? name : prefix + ";" + name, callee));
  }
}
