package dev.tracebook.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tracebook.table.Histogram;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
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
        .contains("50 of 7919 rows", "&lt;name&gt;", "&lt;b&gt;&amp;")
        .doesNotContain("<b>");
    assertThat(html.split("<tr>", -1)).hasSize(52);
  }

  @Test
  void aHistogramIsAnSvgWithTextAndTheTextOfBcc() throws Exception {
    Histogram histogram = new Histogram("bytes", List.of(0L, 3L, 0L, 7919L));
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
