package dev.tracebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.table.Histogram;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DisplayTest {
  @Test
  void aLongTableShowsFiftyRowsSaysSoAndEscapesItsTexts() {
    Table table = Table.create("t", LongColumn.create("n"), StringColumn.create("<name>"));
    for (int i = 0; i < 7919; i++) {
      table.longColumn(0).append(i);
      table.stringColumn(1).append("<b>&");
    }
    String html = Display.mimeBundle(table).get("text/html");
    assertThat(html)
        .contains("50 of 7,919 rows", "&lt;name&gt;", "&lt;b&gt;&amp;")
        .doesNotContain("<b>");
    assertThat(html.split("<tr>", -1)).hasSize(52);
  }

  @Test
  void numbersAreShownAsTheyAreAndTextsToTheLeft() {
    Table table =
        Table.create(
            "t",
            LongColumn.create("durationNs", 1234567890123L),
            DoubleColumn.create("ratio", 0.1 + 0.2),
            StringColumn.create("comm", "sh"));
    assertThat(Display.mimeBundle(table).get("text/html"))
        .contains(
            "<td>1234567890123</td><td>0.30000000000000004</td>"
                + "<td style=\"text-align:left\">sh</td>",
            "1 row<");
  }

  @Test
  void textsFromTheKernelCannotBecomeMarkupAndLongOnesAreCut() {
    String query = "select '" + "x".repeat(300) + "'";
    String stack = "frame\n".repeat(20);
    Table table =
        Table.create(
            StringColumn.create(
                "\"><script>alert(1)</script>",
                "'\"><img src=x onerror=alert(1)>",
                "a\0b\u001b[31m",
                query,
                stack));
    String html = Display.mimeBundle(table).get("text/html");
    assertThat(html)
        .doesNotContain("<script", "<img", "\0", "\u001b")
        .contains("a␀b␛[31m", "title=\"select &#39;xxx", "x…</td>", "… 8 more lines");
    assertThat(html.split("\"text-align:left\"", -1)).hasSize(6);
  }

  @Test
  void aWideTableSaysHowManyColumnsItHas() {
    Table table = Table.create("wide");
    for (int i = 0; i < 60; i++) {
      table.addColumns(LongColumn.create("c" + i, 1L));
    }
    assertThat(Display.mimeBundle(table).get("text/html"))
        .contains("1 row, 40 of 60 columns", ">c39</th>")
        .doesNotContain(">c40</th>");
  }

  @Test
  void aListOfTablesShowsThemUnderTheirNames() {
    var bundle =
        Display.mimeBundle(
            List.of(
                Table.create("<first>", LongColumn.create("n", 1L)),
                Table.create("second", LongColumn.create("n", 2L))));
    assertThat(bundle.get("text/html")).contains("<h4>&lt;first&gt;</h4>", "<h4>second</h4>");
    assertThat(bundle.get("text/plain")).contains("<first>", "second");
    assertThat(Display.mimeBundle(List.of(1, 2))).containsOnlyKeys("text/plain");
    assertThat(Display.mimeBundle(List.of())).containsOnlyKeys("text/plain");
  }

  @Test
  void anErrorShowsItsFourParts() {
    var bundle = Display.mimeBundle(new ArgumentException("no <x>", "because", "do y", "man z"));
    assertThat(bundle.get("text/html")).contains("no &lt;x&gt;", "because", "do y", "man z");
    assertThat(bundle.get("text/plain")).contains("fix: do y");
  }

  @Test
  void anythingElseIsItsTextAndNothingIsNull() {
    assertThat(Display.mimeBundle(null)).containsExactly(entry("text/plain", "null"));
    assertThat(Display.mimeBundle(42)).containsExactly(entry("text/plain", "42"));
  }

  @Test
  void aHistogramIsAnSvgWithTextAndTheTextOfBcc() throws Exception {
    Histogram histogram = Histogram.log2("bytes", 0L, 3L, 0L, 7919L);
    var bundle = Display.mimeBundle(histogram);
    String svg = bundle.get("image/svg+xml");
    var document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(svg)));
    assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
    assertThat(bundle.get("text/plain")).contains("4 -> 7", "7919");
  }
}
