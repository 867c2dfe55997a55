package dev.tracebook.chart;

/** Something drawn as SVG by Tracebook itself; {@code toString()} is the same as text. */
public interface Picture {
  /**
   * Draws it, without a background: for light and dark notebooks.
   *
   * @return the SVG element, without an XML declaration
   */
  String svg();
}
