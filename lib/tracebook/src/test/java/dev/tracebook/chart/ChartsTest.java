package dev.tracebook.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracebook.error.ArgumentException;
import dev.tracebook.error.UnknownNameException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

class ChartsTest {
  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }

  @Test
  void everyChartIsWellFormedAndTheSameEachTime() throws Exception {
    Map<String, String> first = Gallery.all();
    for (String svg : first.values()) {
      assertThat(parsed(svg).getDocumentElement().getTagName()).isEqualTo("svg");
    }
    assertThat(Gallery.all()).isEqualTo(first);
  }

  @Test
  void aFlameGraphsBoxesAreAsWideAsTheirSamples() throws Exception {
    var boxes = parsed(Gallery.flames().svg()).getElementsByTagName("rect");
    double all = 0;
    double idle = 0;
    for (int i = 0; i < boxes.getLength(); i++) {
      String tip = boxes.item(i).getTextContent();
      double width =
          Double.parseDouble(boxes.item(i).getAttributes().getNamedItem("width").getNodeValue());
      all = tip.startsWith("all: 1,013 samples") ? width : all;
      idle = tip.startsWith("idle: 180 samples") ? width : idle;
    }
    assertThat(idle / all).isBetween(180 / 1013.0 - 0.002, 180 / 1013.0 + 0.002);
    assertThat(Gallery.flames().samples()).isEqualTo(1013);
  }

  @Test
  void foldedTextIsReadAndWritten() {
    String text = "a b;c 3\na b;d 4\n";
    assertThat(FlameGraph.ofText(text)).hasToString(text);
    assertThatThrownBy(() -> FlameGraph.ofText("main;read")).isInstanceOf(ArgumentException.class);
  }

  @Test
  void zeroHasNoPlaceOnALogarithmicAxisAndIsCounted() {
    Table events =
        Table.create(LongColumn.create("ts", 1, 2, 3, 4), LongColumn.create("ns", 0, 10, 1000, 0));
    var chart = Charts.scatterLog(events, "ts", "ns");
    assertThat(chart.getTitle()).contains("without 2 that are 0 or less");
    assertThat(chart.getSeriesMap().get("ns").getYData()).containsExactly(10, 1000);
    assertThat(Charts.svg(chart)).contains("<svg");
  }

  @Test
  void aLogarithmicAxisHasTwoLabelsHoweverCloseTheValuesAre() {
    Table near = Table.create(LongColumn.create("ts", 1, 2), LongColumn.create("ns", 200, 300));
    Table alike = Table.create(LongColumn.create("ts", 1, 2), LongColumn.create("ns", 100, 100));
    for (Table each : List.of(near, alike)) {
      var chart = Charts.scatterLog(each, "ts", "ns");
      assertThat(chart.getStyler().getYAxisMin()).isEqualTo(100);
      assertThat(chart.getStyler().getYAxisMax()).isEqualTo(1000);
      assertThat(Charts.svg(chart)).contains("<svg");
    }
  }

  @Test
  void ofManyRowsSomeAreDrawnAndTheTitleSaysSo() {
    var chart = Charts.scatter(Gallery.events(), "ts", "latency");
    assertThat(chart.getTitle()).contains("1 in 2 of 6,000");
    assertThat(chart.getSeriesMap().get("latency").getXData()).hasSize(3000);
  }

  @Test
  void aMistypedColumnNamesTheNearest() {
    assertThatThrownBy(() -> Charts.lines(Gallery.events(), "ts", "latncy"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("latency");
    assertThatThrownBy(() -> Charts.bars(Gallery.events(), "ts", "latency", 0))
        .isInstanceOf(ArgumentException.class);
  }

  /** Java's font manager does not start without fonts: here there are none, in a child process. */
  @Test
  void aMachineWithoutAnyFontDrawsCharts(@TempDir Path folder) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/unshare")), "no unshare");
    Path page = folder.resolve("page.html");
    Path none = Files.createDirectory(folder.resolve("none"));
    String script =
        "for d in /usr/share/fonts /usr/local/share/fonts /etc/fonts /usr/share/fontconfig;"
            + " do if [ -d $d ]; then mount --bind \"$0\" $d || exit 77; fi; done; exec \"$@\"";
    Process child =
        new ProcessBuilder(
                List.of(
                    "unshare",
                    "--mount",
                    "bash",
                    "-c",
                    script,
                    none.toString(),
                    System.getProperty("java.home") + "/bin/java",
                    "-Djava.awt.headless=true",
                    "-Duser.home=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Gallery.class.getName(),
                    page.toString()))
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = child.waitFor();
    assumeTrue(code != 77 && !said.contains("unshare failed"), "no right to hide the fonts");
    assertThat(code).as(said).isZero();
    // The font is the same one, so the pictures are too.
    assertThat(Files.readString(page)).contains(Gallery.all().get("histogram"));
  }
}
