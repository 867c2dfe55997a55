package dev.tracebook.notebook;

import static dev.tracebook.Tracebook.script;
import static dev.tracebook.Tracebook.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tracebook.Live;
import dev.tracebook.error.UnknownNameException;
import dev.tracebook.lang.ScriptResult;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

/** What a notebook shows of a script, by scripts that make their own events. */
@Live
class ScriptDisplayTest {
  private static ScriptResult run(String text) {
    return script(text).run(seconds(30));
  }

  private static String html(ScriptResult result) {
    return Display.mimeBundle(result).get(Display.HTML);
  }

  @Test
  void printedTextIsEscapedAndTheFooterStandsBelow() {
    ScriptResult result = run("BEGIN { printf(\"<b>%d</b>\\n\", 23); exit(); }");
    assertThat(html(result))
        .contains("&lt;b&gt;23&lt;/b&gt;")
        .doesNotContain("<b>23")
        .contains("0 lost")
        .contains("BEGIN");
    assertThat(Display.mimeBundle(result).get(Display.TEXT)).startsWith("<b>23</b>\n");
    assertThat(result.printed().columnNames()).containsExactly("23");
    assertThat(result.printed().longColumn(0).asList()).containsExactly(23L);
  }

  @Test
  void ofALongTextBothEndsAreShown() {
    String html = html(run("BEGIN { for ($i : 0..500) { printf(\"line %d\\n\", $i); } exit(); }"));
    assertThat(html).contains("line 0\n").contains("line 499").contains("… 300 lines …");
    assertThat(html).doesNotContain("line 250\n");
  }

  @Test
  void mapsAreTablesTheLargestFirstAndHistogramsCharts() {
    ScriptResult result =
        run(
            "BEGIN { for ($i : 1..24) { @h = hist($i); @by[$i % 2] = lhist($i, 0, 30, 10); "
                + "@n[$i % 3, \"x\"] = sum($i); } @empty[1] = 1; delete(@empty, 1); exit(); }");
    Table sums = result.map("n");
    assertThat(sums.columnNames()).containsExactly("$i % 3", "\"x\"", "sum");
    assertThat(sums.longColumn("sum").asList()).containsExactly(100L, 92L, 84L);
    assertThat(result.histograms("@by").get(1).total()).isEqualTo(12);
    assertThat(result.counted("@h")).hasValue(23);
    assertThat(html(result))
        .contains("<h4>@h</h4><svg", "<h4>@by</h4><svg", "<h4>@n</h4>", "<table>")
        .doesNotContain("@empty");
    assertThatThrownBy(() -> result.map("@nn"))
        .isInstanceOf(UnknownNameException.class)
        .hasMessageContaining("@n");
  }

  @Test
  void stacksAreAFlameGraph() {
    ScriptResult result =
        run("profile:hz:199 { @[kstack, comm] = count(); @n++; if (@n > 20) { exit(); } }");
    assertThat(result.flameGraph("@").svg()).startsWith("<svg");
    assertThat(html(result)).contains("<h4>@</h4><svg");
  }

  @Test
  void mapsPrintedAtIntervalsAreATimeSeries() {
    ScriptResult result =
        run(
            "interval:ms:20 { @ticks++; @v[\"a\"] = sum(2); @v[\"b\"] = sum(3); @h = hist(@ticks);"
                + " print(@v); print(@h); clear(@h); if (@ticks == 5) { exit(); } }");
    Table series = result.series("@v");
    assertThat(series.columnNames()).containsExactly("time_ns", "\"a\"", "sum");
    // A print is read a moment after its tick, so that a later tick may be in it already.
    assertThat(series.rowCount()).isEqualTo(10);
    Table a = series.where(series.stringColumn(1).isEqualTo("a"));
    assertThat(a.longColumn("sum").asList()).isSorted().allMatch(sum -> sum % 2 == 0);
    assertThat(series.longColumn("time_ns").unique().size()).isEqualTo(5);
    assertThat(result.heatMap("@h").intervals()).hasSize(5);
    assertThat(result.heatMap("@h").sum().total()).isBetween(1L, 10L);
    assertThat(html(result)).contains("<h4>@v</h4><svg", "<h4>@h</h4><svg");
  }

  @Test
  void printedTuplesAreATableToo() {
    ScriptResult result =
        run("BEGIN { for ($i : 0..23) { print(($i, comm, $i % 2 == 0)); } exit(); }");
    assertThat(result.printed().columnNames()).containsExactly("$i", "comm", "$i % 2 == 0");
    assertThat(result.printed().rowCount()).isEqualTo(23);
    assertThat(result.text()).startsWith("(0, java, true)\n");
  }
}
