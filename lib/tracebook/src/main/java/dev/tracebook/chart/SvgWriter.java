package dev.tracebook.chart;

import java.util.Locale;

/** Writes rectangles and texts as SVG; the reader's browser has the font. */
final class SvgWriter {
  /** How wide a character of the font is at most, on average, as a part of its size. */
  private static final double CHARACTER = 0.63;

  private final StringBuilder out = new StringBuilder();

  SvgWriter(int width, int height, String label) {
    out.append(
        format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
                + " %d\" role=\"img\" aria-label=\"%s\" style=\"max-width:100%%;font-family:Helvetica,"
                + "Arial,'DejaVu Sans',sans-serif\">\n",
            width, height, width, height, escaped(label)));
  }

  /** Draws a rectangle with a tool tip. */
  void box(double x, double y, double width, double height, String colour, String tip) {
    out.append(
        format(
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"1\" fill=\"%s\"><title>%s"
                + "</title></rect>\n",
            x, y, width, height, colour, escaped(tip)));
  }

  /** Writes a text from {@code x} on, or so that it ends or has its middle there. */
  void text(double x, double y, int size, String anchor, String colour, String text) {
    out.append(
        format(
            "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\" fill=\"%s\""
                + " pointer-events=\"none\">%s</text>\n",
            x, y, size, anchor, colour, escaped(text)));
  }

  void raw(String markup) {
    out.append(markup).append('\n');
  }

  String end() {
    return out + "</svg>";
  }

  /** Cuts a text to a width, with an ellipsis where something is left out. */
  static String fitted(String text, double width, int size) {
    int room = (int) (width / (size * CHARACTER));
    if (text.length() <= room) {
      return text;
    }
    return room < 3 ? "" : text.substring(0, room - 1) + "…";
  }

  static String escaped(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                // Of the control characters XML allows only these.
                default -> safe.appendCodePoint(c < 32 && c != '\n' && c != '\t' ? '�' : c);
              }
            });
    return safe.toString();
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
