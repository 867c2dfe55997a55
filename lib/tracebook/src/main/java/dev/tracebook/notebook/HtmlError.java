package dev.tracebook.notebook;

import dev.tracebook.error.TraceException;

/** An error that is a cell's value: its four parts. */
final class HtmlError {
  private HtmlError() {}

  static String of(TraceException error) {
    StringBuilder html = new StringBuilder("<div><b>").append(Html.escaped(error.what()));
    html.append("</b><table>");
    part(html, "why", error.why());
    part(html, "fix", error.fix());
    part(html, "see", error.see());
    return html.append("</table></div>").toString();
  }

  private static void part(StringBuilder html, String name, String text) {
    if (!text.isEmpty()) {
      html.append("<tr><th style=\"text-align:left;vertical-align:top\">").append(name);
      html.append("</th><td style=\"text-align:left;white-space:pre-wrap\">");
      html.append(Html.escaped(text)).append("</td></tr>");
    }
  }
}
